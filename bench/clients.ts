// Downloads in a separate process, so that it shares no event loop with the measurement: see `Clients`.
import net from 'node:net';
import { HEADERS } from './requests.ts';

const [port, path, count, bytesPerSecond] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
];
const request = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${HEADERS.authorization}\r\nConnection: close\r\n\r\n`;

/** Reads an answer to its end, and repeats the request. */
function eager(begun: () => void): void {
  const socket = net.connect(Number(port), '127.0.0.1', () => socket.write(request));
  socket.once('data', begun);
  socket.on('close', () => eager(() => {}));
}

/** Reads a few bytes every second: the sender must wait. */
function slow(begun: () => void): void {
  const socket = net.connect(Number(port), '127.0.0.1', () => socket.write(request));
  socket.once('readable', begun);
  setInterval(() => socket.read(Number(bytesPerSecond)), 1000);
}

const client = Number(bytesPerSecond) > 0 ? slow : eager;
await Promise.all(
  Array.from({ length: Number(count) }, () => new Promise<void>((begun) => client(begun))),
);
process.send?.('begun');
