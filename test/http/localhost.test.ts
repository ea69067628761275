import type { LookupAddress } from 'node:dns';
import dns from 'node:dns/promises';
import { once } from 'node:events';
import net from 'node:net';
import os from 'node:os';
import { mock } from 'node:test';
import t, { type Test } from 'tap';
import { basic, start } from '../helpers.ts';

const IPV6 = Object.values(os.networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
);

/** Has "localhost" mean these addresses, besides the one that is listened on first. */
function localhostIs(t: Test, ...addresses: string[]): void {
  const all = addresses.map((address) => ({ address, family: net.isIP(address) }));
  const lookup = async () => all as LookupAddress[] & LookupAddress;
  const mocked = mock.method(dns, 'lookup', lookup);
  t.teardown(() => mocked.mock.restore());
}

const UPGRADES = [
  'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAAB',
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: eA==',
];

t.test('an upgrade that is offered is passed over, on every address of localhost', async (t) => {
  localhostIs(t, '127.0.0.1', '::1');
  const server = await start(t, { host: 'localhost' });
  const port = Number(new URL(server.url).port);
  const { login, password, key } = server.application;
  for (const host of IPV6 ? ['127.0.0.1', '::1'] : ['127.0.0.1']) {
    for (const upgrade of UPGRADES) {
      const socket = net.connect(port, host);
      const fields = [
        'Host: localhost',
        `Authorization: ${basic(`${login}:${password}`)}`,
        upgrade,
      ];
      const body = ['Content-Type: application/json', 'Content-Length: 12', '', '{"action":1}'];
      for (const request of [
        [`GET /api/users/7?key=${key} HTTP/1.1`, ...fields, '\r\n'],
        [`POST /api/users/7/statut?key=${key} HTTP/1.1`, ...fields, ...body],
        [`GET /api/users/7?key=${key} HTTP/1.1`, ...fields, '\r\n'],
      ]) {
        socket.write(request.join('\r\n'));
        const [answer] = await once(socket, 'data');
        t.match(`${answer}`, /^HTTP\/1\.1 200 OK\r\n/, `${host}, ${request[0]}, ${upgrade}`);
      }
      socket.destroy();
    }
  }
});

t.test('an address of localhost that cannot be had is done without', async (t) => {
  // Of the range for documentation (RFC 5737): no machine has it.
  localhostIs(t, '127.0.0.1', '192.0.2.77');
  const server = await start(t, { host: 'localhost' });
  t.equal((await fetch(server.url)).status, 200);
});

t.test('where localhost is one address, that is all', async (t) => {
  localhostIs(t, '127.0.0.1');
  const server = await start(t, { host: 'localhost' });
  t.equal((await fetch(server.url)).status, 200);
});
