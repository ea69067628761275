import t from 'tap';
import { call, head, parse, postStatut, rawBytes, start } from '../helpers.ts';

/** One record, a list, and a document of several lists that is sent in several chunks. */
const PATHS = ['/users/7', '/users', '/actualisation', ''] as const;

const JSON_TYPE = 'application/json; charset=utf-8';

for (const path of PATHS) {
  t.test(`a part of GET /api${path} is sent`, async (t) => {
    const server = await start(t);
    server.freezeClock();
    const usual = Buffer.from((await call(server, path)).text);
    const { length } = usual;
    for (const [amount, sent] of [
      [{}, Math.ceil(length / 2)],
      [{ fraction: 0.9 }, Math.ceil(length * 0.9)],
      [{ fraction: 1e-9 }, 1],
      [{ bytes: 0 }, 0],
      [{ bytes: 10 }, 10],
      [{ bytes: length - 1 }, length - 1],
      [{ bytes: length }, length - 1],
      [{ bytes: 1e12 }, length - 1],
      [{ fraction: 1 - 2 ** -53 }, length - 1],
    ] as const) {
      server.replaceRules([{ then: { action: 'cut', ...amount } }]);
      const answer = parse(await rawBytes(server, head(server, 'GET', path)));
      t.match(answer.head, /^HTTP\/1\.1 200 /);
      t.match(answer.head, new RegExp(`^content-type: ${JSON_TYPE}\r?$`, 'im'));
      t.equal(answer.body.length, sent, JSON.stringify(amount));
      t.ok(usual.subarray(0, sent).equals(answer.body), 'the beginning of the usual answer');
      t.notOk(answer.whole);
      const announced = /content-length: (\d+)/i.exec(answer.head)?.[1];
      t.equal(announced, path === '/users/7' || path === '' ? String(length) : undefined);
    }
    await t.rejects(call(server, path), 'a client notices');
    t.match(await server.waitForRequest({ state: 'aborted' }), { status: 200, rule: 'rule-1' });
    const empty = await rawBytes(server, head(server, 'HEAD', path));
    t.match(empty.toString(), /^HTTP\/1\.1 200 [\s\S]*\r\n\r\n$/, 'HEAD has no body to cut');
  });
}

t.test('an empty list is cut after its first bracket', async (t) => {
  const server = await start(t, { fixtures: t.testdir({ 'users.json': '[]' }) });
  for (const then of [{ action: 'cut' }, { action: 'cut', fraction: 0.9 }] as const) {
    server.addRule({ then });
    const { body, whole } = parse(await rawBytes(server, head(server, 'GET', '/users')));
    t.same([body.toString(), whole], ['[', false]);
  }
});

t.test('a list is cut as it was when the request came', async (t) => {
  const server = await start(t, { generate: 5_000 });
  server.addRule({ operation: 'listUsers', then: { action: 'cut', fraction: 0.999 } });
  const whole = await start(t, { generate: 5_000 });
  const usual = Buffer.from((await call(whole, '/users')).text);
  const asked = rawBytes(server, head(server, 'GET', '/users'));
  await server.waitForRequest({ operation: 'listUsers', state: 'running' });
  for (let uid = 4_001; uid < 4_100; uid++) {
    server.putRecord('users', { ...server.getRecord('users', uid), profession: 'x'.repeat(1000) });
  }
  const { body } = parse(await asked);
  t.equal(body.length, Math.ceil(usual.length * 0.999));
  t.ok(usual.subarray(0, body.length).equals(body));
});

t.test('a refusal that the operation answers is cut, too, and the work is done', async (t) => {
  const server = await start(t);
  server.addRule({ then: { action: 'cut', bytes: 20 } });
  const refused = parse(await rawBytes(server, head(server, 'GET', '/users/9999')));
  t.match(refused.head, /^HTTP\/1\.1 404 [\s\S]*^content-type: application\/problem\+json/im);
  t.equal(refused.body.toString(), '{"type":"urn:faire-s');
  t.match(await server.waitForRequest({ status: 404 }), {
    state: 'aborted',
    refusal: { code: 'partenaire_inconnu' },
  });
  await t.rejects(postStatut(server, 7, { action: 1 }));
  t.equal(server.getRecord('users', 7).statut, 1);
});
