import t from 'tap';
import { type StartOptions, startServer } from '../../src/index.ts';
import { call, postStatut, start } from '../helpers.ts';

t.setTimeout(120_000);

const WITHOUT: [string, StartOptions][] = [
  ['control: false', { control: false }],
  ['an address that others can reach, and no token', { host: '0.0.0.0' }],
  ['such an address of IPv6, and no token', { host: '::' }],
];
for (const [what, options] of WITHOUT) {
  t.test(`with ${what}, there is no control plane over HTTP, but the handle works`, async (t) => {
    const server = await start(t, options);
    t.equal(server.controlUrl, undefined);
    t.notOk('FAIRE_SIMPLE_CONTROL_URL' in server.environment);
    t.notOk('FAIRE_SIMPLE_CONTROL_URL' in server.createSandbox().environment);
    t.equal((await fetch(`${server.url}/_mock`)).status, 404);
    t.equal((await fetch(`${server.url}/_mock/reset`, { method: 'POST' })).status, 404);
    t.equal((await call(server, '')).status, 200);
    t.equal(server.listJournal().length, 1);
  });
}

t.test('with a token, others may control it who send it', async (t) => {
  for (const host of ['127.0.0.1', '0.0.0.0']) {
    const server = await start(t, { host, controlToken: 'x' });
    const url = `${server.controlUrl}/clock`;
    t.equal((await fetch(url)).status, 401);
    const headers = { authorization: 'Bearer x' };
    t.equal((await fetch(url, { headers })).status, 200);
    t.match(server.environment, { FAIRE_SIMPLE_CONTROL_TOKEN: 'x' });
    t.match(server.createSandbox().environment, { FAIRE_SIMPLE_CONTROL_TOKEN: 'x' });
    const made = await fetch(`${server.controlUrl}/sandboxes`, { method: 'POST', headers });
    t.match(await made.json(), { environment: { FAIRE_SIMPLE_CONTROL_TOKEN: 'x' } });
  }
});

t.test('with now, the clock runs on from there, in sandboxes too and after a reset', async (t) => {
  const server = await start(t, { now: '2016-03-14T09:26:53Z' });
  const now = { now: /^2016-03-14T09:/, mode: 'shifted' };
  t.match(server.readClock(), now);
  t.match(server.createSandbox().readClock(), now);
  server.realClock();
  server.reset();
  t.match(server.readClock(), now);
  const { json } = await postStatut(server, 1, { action: 0 });
  t.match(json.date_modification, now.now);
});

t.test('a now that is no instant is refused by name', async (t) => {
  for (const now of ['hier', '2016-03-14', '2016-02-30T00:00:00Z']) {
    await t.rejects(startServer({ now }), {
      name: 'TypeError',
      message: /^Option "now" must be an instant in UTC/,
    });
  }
  await t.rejects(startServer({ now: 1 } as object), { name: 'TypeError', message: /"now"/ });
});

t.test('a sandbox is a world of its own at the same URL, until it is closed', async (t) => {
  const server = await start(t);
  server.putRecord('thematiques', { ...server.getRecord('thematiques', 1), nom: 'Nouveau' });
  server.saveSnapshot('avec');
  const sandbox = server.createSandbox({ snapshot: 'avec' });
  const { id, url, apiUrl, application, environment } = sandbox;
  t.strictSame({ url, apiUrl }, { url: server.url, apiUrl: server.apiUrl });
  t.strictSame(environment, {
    FAIRE_SIMPLE_URL: apiUrl,
    FAIRE_SIMPLE_LOGIN: application.login,
    FAIRE_SIMPLE_PASSWORD: application.password,
    FAIRE_SIMPLE_KEY: application.key,
    FAIRE_SIMPLE_CONTROL_URL: server.controlUrl,
    FAIRE_SIMPLE_SANDBOX: id,
  });
  t.match(application.name, id);
  t.match(sandbox.getRecord('thematiques', 1), { nom: 'Nouveau' });
  await postStatut(sandbox, 1, { action: 0 });
  t.equal((await call(sandbox, '/users/1')).json.statut, 0);
  t.equal((await call(server, '/users/1')).json.statut, 1);
  await sandbox.close();
  t.equal((await call(sandbox, '/users/1')).status, 401);
  await t.resolves(sandbox.close(), 'closing again is no fault');
});

t.test('`await using` drops a sandbox', async (t) => {
  const server = await start(t);
  let dropped: Parameters<typeof call>[0];
  {
    await using sandbox = server.createSandbox();
    dropped = sandbox;
    t.equal((await call(sandbox, '')).status, 200);
  }
  t.equal((await call(dropped, '')).status, 401);
});

t.test('a sandbox of unknown options or snapshot is refused by name', async (t) => {
  const server = await start(t);
  t.throws(() => server.createSandbox({ snapshots: 'x' } as object), { message: /snapshots/ });
  t.throws(() => server.createSandbox({ lifetime: 0 }), { message: /lifetime/ });
  t.throws(() => server.createSandbox({ snapshot: 'x' }), { message: /no snapshot "x"/ });
});

t.test('sandboxes are listed and dropped by the server, too', async (t) => {
  const server = await start(t);
  const sandbox = server.createSandbox({ lifetime: null });
  const other = server.createSandbox();
  const [first, second] = server.listSandboxes();
  t.match([first, second], [{ id: sandbox.id, expires: null }, { id: other.id }]);
  t.notOk('applications' in (first as object));
  t.match(server.listSandboxes({ credentials: true }), [
    { applications: [sandbox.application] },
    { applications: [other.application] },
  ]);
  server.dropSandbox(sandbox.id);
  t.equal((await call(sandbox, '')).status, 401);
  t.match(server.listSandboxes(), [{ id: other.id }]);
  t.throws(() => server.dropSandbox(sandbox.id), { kind: 'unknown', message: sandbox.id });
});

t.test('sandbox() still creates one', async (t) => {
  const server = await start(t);
  const sandbox = server.sandbox({ lifetime: 60_000 });
  t.equal((await call(sandbox, '')).status, 200);
  t.not(server.sandbox().id, sandbox.id);
});
