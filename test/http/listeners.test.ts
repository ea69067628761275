import { once } from 'node:events';
import net from 'node:net';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { Listeners } from '../../src/http/listeners.ts';

t.test('a connection that comes while the server stops is closed, and waited for', async (t) => {
  const listeners = new Listeners(600_000);
  const server = listeners.create((_request, response) => void response.end('served'));
  t.teardown(() => server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  listeners.stop();
  await listeners.stopped();
  const { port } = server.address() as net.AddressInfo;
  const socket = net.connect(port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  t.equal(await text(socket).catch(() => ''), '');
});

t.test('a handshake of TLS at a plain port is refused, also where nobody is told', async (t) => {
  const server = new Listeners(0).create((_request, response) => void response.end('served'));
  t.teardown(() => server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const socket = net.connect(port, '127.0.0.1');
  socket.write(Buffer.from([22, 3, 1, 0, 1, 0]));
  t.match(await text(socket), /^HTTP\/1\.1 400 /);
});
