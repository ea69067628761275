// Clients that watch a journal, in a separate process: waits of three seconds, half of them for requests that will
// come, and streams that are read.
import { once } from 'node:events';
import http from 'node:http';

const [port, waits, streams] = process.argv.slice(2).map(Number) as [number, number, number];
const agent = new http.Agent({ maxSockets: Number.POSITIVE_INFINITY });
const base = { port, agent };

for (let opened = 0; opened < streams; opened++) {
  const request = http.get({ ...base, path: '/_mock/journal/stream' });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  response.resume();
}
for (let sent = 0; sent < waits; sent++) {
  const uid = sent % 2 === 0 ? 2 : 1_000_000 + sent;
  const request = http.request({ ...base, path: '/_mock/journal/wait', method: 'POST' });
  request.setHeader('content-type', 'application/json');
  request.end(JSON.stringify({ operation: 'getUser', uid, timeout: 3000 }));
  request.on('response', (response) => response.resume());
  await once(request, 'finish');
}
// Connections are accepted in order: the answer to this one shows that the server has all waits.
const last = http.get({ ...base, path: '/_mock/journal?limit=1' });
const [response] = (await once(last, 'response')) as [http.IncomingMessage];
response.resume();
process.send?.('ready');
