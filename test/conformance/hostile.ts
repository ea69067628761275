import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';

/** The parts of tap's test objects for helpers that clean up. */
interface Teardown {
  teardown(action: () => unknown): unknown;
}

/** The base URL of a server that handles each connection like this. */
export async function hostile(t: Teardown, handle: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    handle(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
}

/** Answers each request with the same bytes. */
export const always = (answer: string) => (socket: Socket) => {
  socket.on('data', () => socket.write(answer));
};

/** Answers the first request, and then writes the same bytes for as long as they are taken. */
export const endless =
  (head: string, more: string) =>
  (socket: Socket): void => {
    socket.once('data', () => {
      const write = () => {
        while (!socket.destroyed && socket.write(more)) {
          // Until the buffer is full.
        }
      };
      socket.on('drain', write);
      socket.write(head);
      write();
    });
  };
