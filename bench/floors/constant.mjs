// Floor A: the maximum of Node's own server. One answer, from memory: `node constant.mjs PORT BYTES`.
import http from 'node:http';

const [port, bytes] = process.argv.slice(2).map(Number);
const body = Buffer.alloc(bytes, 'x');
const headers = { 'content-type': 'application/json; charset=utf-8', 'content-length': bytes };

http
  .createServer((_request, response) => {
    response.writeHead(200, headers).end(body);
  })
  .listen(port, '127.0.0.1');
