import { once } from 'node:events';
import net from 'node:net';
import t from 'tap';
import { call, head, postStatut, raw, start, statusOf } from '../helpers.ts';

for (const [prefer, status, applied] of [
  ['code=503', 503, 'code=503'],
  ['code="503"', 503, 'code=503'],
  ['CODE = 503', 503, 'code=503'],
  ['code=201', 201, 'code=201'],
  ['code=204', 204, 'code=204'],
  ['wait=0.01', 200, 'wait=0.01'],
  ['wait="0"', 200, 'wait=0'],
  ['code=503, wait=0.01', 503, 'code=503, wait=0.01'],
  ['wait=0; code=503', 200, 'wait=0'],
  ['code=503;wait=5;x="a,b"', 503, 'code=503'],
  ['code=503 ; foo', 503, 'code=503'],
  ['foo="a, code=500, \\" code=501", code="5\\03"', 503, 'code=503'],
  ['foo="code=503', 200, null],
  ['foo;bar=", code=503", wait=0', 200, 'wait=0'],
  ['code=503x, wait=0', 200, 'wait=0'],
  ['code="503" x, wait=0', 200, 'wait=0'],
  ['code=0x1f7, wait=0', 200, 'wait=0'],
  ['respond-async, code=429, handling=lenient', 429, 'code=429'],
  ['code=503, code=404', 503, 'code=503'],
  ['code=oops, wait=0', 200, 'wait=0'],
  ['code=999, wait=0', 200, 'wait=0'],
  ['code=503, wait=601', 503, 'code=503'],
  ['code=100', 200, null],
  ['code=299', 200, null],
  ['code=0', 200, null],
  ['code=503.5', 200, null],
  ['code=-1', 200, null],
  ['code=', 200, null],
  ['code', 200, null],
  ['wait=1e9', 200, null],
  ['wait=601', 200, null],
  ['wait=-1', 200, null],
  ['return=minimal', 200, null],
  ['', 200, null],
  [',;=', 200, null],
  ['xcode=503', 200, null],
] as const) {
  t.test(`Prefer: ${prefer} is answered ${status}, applied: ${applied}`, async (t) => {
    const server = await start(t);
    for (const path of ['/users/7', '/users']) {
      const answer = await call(server, path, { headers: { prefer } });
      t.equal(answer.status, status, path);
      t.equal(answer.headers.get('preference-applied'), applied, path);
    }
    const rule = applied === null ? null : 'Prefer';
    t.match(server.listJournal(), [
      { status, rule },
      { status, rule },
    ]);
  });
}

t.test('a status that RFC 9110 has renamed has its title of today', async (t) => {
  const server = await start(t);
  const { json } = await call(server, '/users/7', { headers: { prefer: 'code=422' } });
  t.same(json, { type: 'about:blank', title: 'Unprocessable Content', status: 422 });
});

t.test('several Prefer headers are one', async (t) => {
  const server = await start(t);
  const request = head(server, 'GET', '/users/7', 'Prefer: wait=0', 'Prefer: code=418');
  const answer = await raw(server, request);
  t.equal(statusOf(answer), 418);
  t.match(answer, /^preference-applied: code=418, wait=0\r$/im);
});

t.test('a wait delays its own request only', async (t) => {
  const server = await start(t);
  const socket = net.connect(Number(new URL(server.url).port), '127.0.0.1');
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk;
  });
  const closed = once(socket, 'close');
  socket.write(head(server, 'GET', '/users/7', 'Prefer: wait=600'));
  await once(socket, 'connect');
  t.equal((await call(server, '/users')).status, 200);
  t.equal((await call(server, '/users')).status, 200);
  t.equal(received, '');
  socket.destroy();
  await closed;
  await server.waitForRequest({ operation: 'getUser', status: 0 });
});

t.test('a preference comes before rules, and changes nothing', async (t) => {
  const server = await start(t);
  server.addRule({ then: { action: 'answer', status: 500 } });
  const headers = { prefer: 'code=503' };
  t.equal((await postStatut(server, 7, { action: 1 }, { headers })).status, 503);
  t.strictSame(server.diff(), []);
  t.equal((await call(server, '/users', { headers, user: null })).status, 401);
});

t.test('a preference may name a refusal of the catalogue', async (t) => {
  const server = await start(t);
  const answer = await call(server, '/users/7', { headers: { prefer: 'code=cle_inconnue' } });
  t.match([answer.status, answer.json.code], [403, 'cle_inconnue']);
  t.equal(answer.headers.get('preference-applied'), 'code=cle_inconnue');
  const unknown = await call(server, '/users/7', { headers: { prefer: 'code=to_string' } });
  t.equal(unknown.status, 200, 'another name is ignored');
});
