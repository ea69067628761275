// Floor A: the maximum of Node's own server. One answer, from memory: `node constant.mjs PORT BYTES [PEM]`. With the file of a
// key and its certificate, over TLS.
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';

const [port, bytes, pem] = process.argv.slice(2);
const body = Buffer.alloc(Number(bytes), 'x');
const headers = {
  'content-type': 'application/json; charset=utf-8',
  'content-length': body.length,
};
const answer = (_request, response) => {
  response.writeHead(200, headers).end(body);
};
const text = pem && fs.readFileSync(pem, 'utf8');
const server = text
  ? https.createServer({ key: text, cert: text }, answer)
  : http.createServer(answer);

server.listen(Number(port), '127.0.0.1');
