import t, { type Test } from 'tap';
import type { MockServer, RuleDefinition, SandboxHandle } from '../../src/index.ts';
import { type CallOptions, call, head, parse, postStatut, rawBytes, start } from '../helpers.ts';

type Then = NonNullable<RuleDefinition['then']>;

/** Requests that are refused before their body is read: with the usual status and code. */
const REFUSED: readonly [path: string, options: CallOptions, status: number, code: string][] = [
  ['/users/7', { user: null }, 401, 'identification_requise'],
  ['/users/7', { user: 'demo:wrong' }, 401, 'identifiants_invalides'],
  ['/users', { key: null }, 403, 'cle_manquante'],
  ['/users/7', { key: 'none' }, 403, 'cle_inconnue'],
  ['/nothing', {}, 404, 'ressource_inconnue'],
  ['/users/%zz', { method: 'DELETE' }, 405, 'methode_non_autorisee'],
  ['/users', { method: 'DELETE' }, 405, 'methode_non_autorisee'],
];

async function serve(t: Test, then: Then, rule: RuleDefinition = {}) {
  const server = await start(t);
  server.replaceRules([{ refused: true, ...rule, then }]);
  return server;
}

for (const [path, options, status, code] of REFUSED) {
  const { method = 'GET' } = options;
  t.test(
    `a rule for refused requests is asked once for ${code} of ${method} ${path}`,
    async (t) => {
      const server = await serve(t, { action: 'refuse', code: 'service_indisponible' });
      const answer = await call(server, path, options);
      t.match([answer.status, answer.json.code], [503, 'service_indisponible']);
      t.equal(answer.headers.get('www-authenticate'), null);
      t.equal(answer.headers.get('allow'), null);
      t.match(server.listRules(), [{ matched: 1, acted: 1 }]);
      t.match(server.listJournal(), [
        {
          status: 503,
          state: 'answered',
          rule: 'rule-1',
          refusal: { code: 'service_indisponible' },
        },
      ]);
      server.replaceRules([{ then: { action: 'drop' } }]);
      const usual = await call(server, path, options);
      t.match([usual.status, usual.json.code], [status, code], 'other rules are not asked');
      t.match(server.listRules(), [{ matched: 0, acted: 0 }]);
      t.equal(usual.headers.get('www-authenticate') === null, status !== 401);

      server.replaceRules([
        { id: 'others', then: { action: 'drop' } },
        { id: 'slow', refused: true, delay: 1 },
      ]);
      const delayed = await call(server, path, options);
      t.match([delayed.status, delayed.text], [status, usual.text], 'a delay keeps the refusal');
      t.strictSame([...delayed.headers.keys()].sort(), [...usual.headers.keys()].sort());
      t.match(server.listJournal().at(-1), { status, rules: ['slow'], refusal: { code } });

      server.replaceRules([{ refused: true, then: { action: 'patch', merge: { code: 1 } } }]);
      t.equal((await call(server, path, options)).text, usual.text, 'nor does patch alter it');
      server.replaceRules([{ refused: true, then: { action: 'broken-json' } }]);
      const broken = await call(server, path, options);
      t.match([broken.status, broken.text], [status, usual.text.slice(0, -1)]);
      t.equal(broken.headers.get('content-type'), 'application/problem+json; charset=utf-8');
      server.replaceRules([{ refused: true, then: { action: 'content-type', type: 'text/html' } }]);
      const typed = await call(server, path, options);
      t.match([typed.status, typed.text], [status, usual.text]);
      t.equal(typed.headers.get('content-type'), 'text/html');
      server.replaceRules([{ refused: true, then: { action: 'drip', bytesPerSecond: 100_000 } }]);
      const slow = await call(server, path, options);
      t.match([slow.status, slow.text], [status, usual.text]);
      for (const then of [
        { action: 'cut' },
        { action: 'drop' },
        { action: 'reset' },
        { action: 'drop', perform: true },
      ] as const) {
        server.replaceRules([{ id: 'lost', refused: true, then }]);
        await t.rejects(call(server, path, options), then.action);
        t.match(await server.waitForRequest({ state: 'aborted' }), { rule: 'lost' });
        server.clearJournal();
      }
    },
  );
}

t.test('an operation that is not documented is refused, too', async (t) => {
  const server = await start(t, { documentedOnly: true });
  server.replaceRules([
    { refused: true, match: { path: '/users' }, then: { action: 'answer', status: 502 } },
  ]);
  t.equal((await call(server, '/users')).status, 502);
  t.equal((await call(server, '/thematiques')).status, 501);
});

t.test('a cut refusal announces its whole length', async (t) => {
  const server = await serve(t, { action: 'cut', bytes: 10 });
  const { head: fields, body } = parse(await rawBytes(server, head(server, 'GET', '/nothing')));
  t.match(fields, /^HTTP\/1\.1 404 [\s\S]*^content-length: \d{3}\r?$/im);
  t.equal(body.toString(), '{"type":"u');
});

t.test('methods of a refused path are in Allow, and none of an unknown one', async (t) => {
  const server = await serve(t, { action: 'refuse', code: 'methode_non_autorisee' });
  t.equal((await call(server, '/users', { user: null })).headers.get('allow'), 'GET, HEAD');
  t.equal((await call(server, '/users', { method: 'PUT' })).headers.get('allow'), 'GET, HEAD');
  const unknown = await call(server, '/nothing');
  t.same([unknown.status, unknown.headers.get('allow')], [405, '']);
});

t.test('a refused POST is answered before its body, which stays unread', async (t) => {
  const server = await serve(t, { action: 'answer', status: 503 }, { operation: 'setUserStatut' });
  t.equal((await postStatut(server, 7, { action: 1 }, { key: 'none' })).status, 503);
  t.equal((await postStatut(server, 7, { action: 1 }, { user: null })).status, 503);
  t.equal((await call(server, '/users', { user: null })).status, 401, 'another operation');
  t.equal(server.getRecord('users', 7).statut, 0);
  server.replaceRules([
    {
      refused: true,
      match: { body: { action: 1 } },
      then: { action: 'answer', status: 503 },
    },
  ]);
  t.equal((await postStatut(server, 7, { action: 1 }, { key: 'none' })).status, 403);
  t.equal((await postStatut(server, 7, { action: 1 })).status, 503, 'accepted ones match, too');
});

t.test(
  'accepted requests are asked about once, those that their work refuses included',
  async (t) => {
    const server = await serve(t, { action: 'pass' });
    t.equal((await postStatut(server, 7, 'x', { headers: { 'content-type': 'a/b' } })).status, 415);
    t.equal((await postStatut(server, 7, { action: 2 })).status, 400);
    t.equal((await postStatut(server, 9999, { action: 1 })).status, 404);
    t.equal((await call(server, '/users/x')).status, 400);
    t.match(server.listRules(), [{ matched: 4, acted: 4 }]);
  },
);

t.test('the login decides the world, then the key, else it is the main one', async (t) => {
  const server = await start(t);
  const one = server.createSandbox();
  const other = server.createSandbox();
  const worlds: [MockServer | SandboxHandle, number][] = [
    [server, 500],
    [one, 502],
    [other, 504],
  ];
  for (const [world, status] of worlds) {
    world.replaceRules([{ refused: true, then: { action: 'answer', status } }]);
  }
  const keyOf = ({ application }: SandboxHandle) => application.key;
  const ask = async (options: CallOptions) => (await call(server, '/users', options)).status;
  t.equal(await ask({ user: `${one.application.login}:wrong`, key: keyOf(other) }), 502);
  t.equal(await ask({ user: 'nobody:x', key: keyOf(other) }), 504);
  t.equal(await ask({ user: null, key: keyOf(other) }), 504);
  t.equal(await ask({ user: null, key: 'none' }), 500);
  t.equal(await ask({ user: null, key: null }), 500);
});
