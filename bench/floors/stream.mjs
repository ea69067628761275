// Floor A for lists: the bytes of a file, from memory, in chunks of 64 KiB: `node stream.mjs PORT FILE`. Like this
// project's server, it lets the event loop turn between two chunks and waits until the client has read them. Paths
// below the list answer 450 bytes.
import fs from 'node:fs';
import http from 'node:http';
import { Readable } from 'node:stream';

const [port, file] = process.argv.slice(2);
const body = fs.readFileSync(file);
const PIECE = 64 * 1024;
const record = body.subarray(0, 450);
const headers = { 'content-type': 'application/json; charset=utf-8' };

http
  .createServer((request, response) => {
    response.writeHead(200, headers);
    if (request.url.startsWith('/api/users/')) {
      response.end(record);
      return;
    }
    let at = 0;
    const pieces = new Readable({
      read() {
        setImmediate(() => {
          this.push(at < body.length ? body.subarray(at, at + PIECE) : null);
          at += PIECE;
        });
      },
    });
    pieces.pipe(response);
  })
  .listen(Number(port), '127.0.0.1');
