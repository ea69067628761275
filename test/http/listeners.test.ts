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
