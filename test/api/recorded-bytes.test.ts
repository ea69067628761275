import { once } from 'node:events';
import net from 'node:net';
import t from 'tap';
import { basic, call, head, parse, postStatut, raw, rawBytes, start } from '../helpers.ts';

t.test('of an answer that is cut, the part that was sent is shown', async (t) => {
  const server = await start(t);
  server.addRule({ then: { action: 'cut' } });
  for (const path of ['/users/1', '/users']) {
    const { body } = parse(await rawBytes(server, head(server, 'GET', path)));
    await server.waitForRequest({ state: 'aborted' });
    t.match(server.listJournal().at(-1), {
      state: 'aborted',
      status: 200,
      responseBody: {
        text: body.subarray(0, 4096).toString(),
        length: body.length,
      },
    });
    server.clearJournal();
  }
});

t.test('of an answer that drips, what was sent is shown', async (t) => {
  const server = await start(t);
  server.addRule({ then: { action: 'drip', bytesPerSecond: 10 } });
  const socket = net.connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.write(head(server, 'GET', '/users/1'));
  await once(socket, 'data');
  socket.destroy();
  const { responseBody } = await server.waitForRequest({ state: 'aborted', timeout: 60_000 });
  const text = String(responseBody?.text);
  t.ok(text.length < 20, text);
  t.ok('{"uid":1,"statut":1,'.startsWith(text), text);
});

t.test('an answer without a body is shown without one', async (t) => {
  const server = await start(t);
  await call(server, '/users/1', { method: 'HEAD' });
  await call(server, '/users/9999', { method: 'HEAD' });
  server.addRule({ then: { action: 'answer', status: 204 } });
  await call(server, '/users/1');
  t.match(
    server.listJournal().map(({ status, responseBody }) => [status, responseBody]),
    [
      [200, null],
      [404, null],
      [204, null],
    ],
  );
});

t.test('a body that is not UTF-8 is shown byte by byte', async (t) => {
  const server = await start(t);
  const body = Buffer.from([0x7b, 0xff, 0xe9, 0x7d]);
  await postStatut(server, 7, body);
  t.match(server.listJournal(), [
    { status: 400, requestBody: { text: '{ÿé}', encoding: 'latin1', length: 4, cut: false } },
  ]);
});

t.test('headers and parameters of any name are shown as they came', async (t) => {
  const server = await start(t);
  const fields = ['constructor: a', '__proto__: b', 'toString: c'];
  await raw(
    server,
    head(server, 'GET', '/users/1', ...fields).replace('?key', '?constructor=1&__proto__=2&key'),
  );
  const [entry] = server.listJournal();
  t.match(JSON.stringify(entry?.headers), /"constructor":"a","__proto__":"b","tostring":"c"/);
  t.match(JSON.stringify(entry?.query), /"constructor":"1","__proto__":"2"/);
  t.match(entry?.warnings.join(), /"constructor" is unknown.*"__proto__" is unknown/);
});

t.test('a body that announces more than came is not whole', async (t) => {
  const server = await start(t);
  const request = head(server, 'POST', '/users/7/statut', 'Content-Length: 12');
  const wrong = request.replace(/Authorization: .*/, `Authorization: ${basic('demo:wrong')}`);
  t.match(await raw(server, `${wrong}{"action":`), /^HTTP\/1\.1 401 /);
  t.match(server.listJournal(), [{ requestBody: { text: '{"action":', length: 12, cut: true } }]);
  t.throws(() => server.verify({ body: { action: 1 }, times: 0 }), { code: 'not_decided' });
});
