import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import t from 'tap';
import type { MockServer, SandboxHandle } from '../../src/index.ts';
import { basic, call, postStatut, start } from '../helpers.ts';

t.setTimeout(300_000);

/** Credentials as `call` takes them. */
const callerOf = ({ application: { login, password } }: SandboxHandle | MockServer) =>
  `${login}:${password}`;

/** Does it for so many numbers, twenty at a time. */
async function inParallel(count: number, action: (number: number) => Promise<void>) {
  let next = 0;
  const worker = async () => {
    for (let number = next++; number < count; number = next++) await action(number);
  };
  await Promise.all(Array.from({ length: 20 }, worker));
}

t.test('a hundred sandboxes at work together share nothing', async (t) => {
  const server = await start(t);
  server.freezeClock('2000-01-01T00:00:00Z');
  const main = server.exportState();
  const instantOf = (number: number) =>
    new Date(Date.UTC(2001, 0, number + 1)).toISOString().replace('.000', '');
  const sandboxes: SandboxHandle[] = [];
  await inParallel(100, async (number) => {
    const sandbox = server.sandbox();
    sandboxes[number] = sandbox;
    sandbox.freezeClock(instantOf(number));
    const uid = 1000 + number;
    sandbox.putRecord('users', {
      ...sandbox.getRecord('users', 1),
      uid,
      nom: `Nom ${number}`,
      statut: 1,
    });
    sandbox.addRule({
      id: 'own',
      match: { uid: 2 },
      then: { action: 'answer', status: 430 + (number % 60) },
    });
    const doomed = server.sandbox();
    const users = await call(sandbox, '/users');
    const names = users.json.map(({ nom }: { nom: string }) => nom);
    if (names.filter((nom: string) => /^Nom \d/.test(nom)).join() !== `Nom ${number}`) {
      t.fail(`sandbox ${number} sees ${names}`);
    }
    const posted = await postStatut(sandbox, uid, { action: 0 });
    t.strictSame(posted.json, { uid, statut: 0, date_modification: instantOf(number) });
    t.equal((await call(sandbox, '/users/2')).status, 430 + (number % 60));
    t.equal((await call(sandbox, '/users/1')).json.nom, 'Morvan');
    await postStatut(doomed, 1, { action: 0 });
    await doomed.close();
    t.equal((await call(doomed, '/users/1')).status, 401);
  });
  const logins = new Set(sandboxes.map(({ application }) => application.login));
  t.equal(logins.size, 100);
  for (const [number, sandbox] of sandboxes.entries()) {
    const journal = sandbox.listJournal();
    t.equal(journal.length, 4);
    t.ok(journal.every(({ application }) => application === sandbox.application.login));
    t.match(sandbox.diff(), [{ collection: 'users', key: 1000 + number, change: 'created' }]);
    t.equal(sandbox.diff().length, 1);
    t.equal(sandbox.readClock().now, instantOf(number));
  }
  await inParallel(100, async (number) => {
    const sandbox = sandboxes[number] as SandboxHandle;
    if (number % 2 === 0) return sandbox.reset();
    await sandbox.close();
    t.equal((await call(sandbox, '/users')).status, 401);
  });
  const [first] = sandboxes as [SandboxHandle];
  t.strictSame([first.diff(), first.listJournal()], [[], []]);
  t.strictSame(server.exportState(), main, 'the main world is as it was');
  t.equal(server.readClock().now, '2000-01-01T00:00:00Z');
});

t.test('a sandbox comes with its URL and its credentials', async (t) => {
  const server = await start(t);
  const sandbox = server.sandbox();
  const { url, apiUrl, application, id } = sandbox;
  t.strictSame([url, apiUrl], [server.url, server.apiUrl]);
  t.strictSame(sandbox.environment, {
    FAIRE_SIMPLE_URL: apiUrl,
    FAIRE_SIMPLE_LOGIN: application.login,
    FAIRE_SIMPLE_PASSWORD: application.password,
    FAIRE_SIMPLE_KEY: application.key,
    FAIRE_SIMPLE_CONTROL_URL: `${url}/_mock`,
    FAIRE_SIMPLE_SANDBOX: id,
  });
  t.match((await call(sandbox, '')).json, { application: { nom: `Bac à sable ${id}` } });
});

t.test('credentials of one world go with its own key only', async (t) => {
  const server = await start(t);
  const worlds = [server, server.sandbox(), server.sandbox()];
  for (const one of worlds) {
    for (const other of worlds) {
      const answer = await call(server, '/users/1', {
        user: callerOf(one),
        key: other.application.key,
      });
      t.equal(answer.status, one === other ? 200 : 403);
    }
  }
});

t.test(
  'a sandbox starts from a snapshot: data, clock, rules; reset leads back to it',
  async (t) => {
    const server = await start(t);
    server.freezeClock('2014-01-01T00:00:00Z');
    server.replaceRules([{ id: 'own', seed: 1, operation: 'getIndex', delay: 1 }]);
    server.deleteRecord('propositions', 1);
    server.saveSnapshot('a');
    server.reset();
    const sandbox = server.sandbox({ snapshot: 'a' });
    const { propositions } = sandbox.exportState();
    t.notOk(propositions.some(({ pid }) => pid === 1));
    t.strictSame(sandbox.diff(), [], 'it differs from the baseline, not from its start');
    t.strictSame(sandbox.readClock(), { now: '2014-01-01T00:00:00Z', mode: 'frozen' });
    t.match(sandbox.listRules(), [{ id: 'own', seed: 1 }]);
    server.deleteSnapshot('a');
    sandbox.realClock();
    sandbox.replaceRules([]);
    await postStatut(sandbox, 1, { action: 0 });
    t.match(sandbox.diff(), [{ collection: 'users', key: 1, change: 'modified' }]);
    sandbox.reset();
    t.strictSame(sandbox.diff(), [], 'and needs the snapshot no more');
    t.strictSame(sandbox.exportState().propositions, propositions);
    t.strictSame(sandbox.readClock(), { now: '2014-01-01T00:00:00Z', mode: 'frozen' });
    t.match(sandbox.listRules(), [{ id: 'own', seed: 1 }]);
    t.match((await call(sandbox, '/users/1')).json, { statut: 1 });
  },
);

t.test('a new sandbox starts from the baseline, whatever the main world has become', async (t) => {
  const server = await start(t);
  const before = server.listRules();
  server.addRule({ id: 'own', operation: 'getUser', then: { action: 'answer', status: 503 } });
  server.deleteRule(before[0]?.id as string);
  server.freezeClock('2014-01-01T00:00:00Z');
  server.deleteRecord('propositions', 1);
  const sandbox = server.createSandbox();
  const idsOf = (rules: readonly { id: string }[]) => rules.map(({ id }) => id);
  t.strictSame(idsOf(sandbox.listRules()), idsOf(before));
  t.strictSame(sandbox.diff(), []);
  t.equal(sandbox.readClock().mode, 'real');
  t.equal((await call(sandbox, '/users/1')).status, 200);
  t.equal((await call(server, '/users/1')).status, 503);
});

t.test('its lifetime over, a sandbox answers no more', async (t) => {
  const database = `${t.testdir()}/a.db`;
  const first = await start(t, { database });
  const sandbox = first.createSandbox();
  const longer = first.createSandbox({ lifetime: 'P1D' });
  await first.close();
  const db = new Database(database);
  const soon = new Date(Date.now() + 1500).toISOString().replace(/\.\d+/, '');
  db.prepare("UPDATE worlds SET doc = json_set(doc, '$.sandbox.expires', ?) WHERE doc LIKE ?").run(
    soon,
    `%${sandbox.id}%`,
  );
  db.close();
  const server = await start(t, { database });
  const as = ({ application }: SandboxHandle) => ({
    user: callerOf({ application } as SandboxHandle),
    key: application.key,
  });
  while ((await call(server, '/users/1', as(sandbox))).status === 200) await sleep(50);
  t.equal((await call(server, '/users/1', as(sandbox))).status, 401);
  t.equal((await call(server, '/users/1', as(longer))).status, 200);
  t.match(server.listSandboxes(), [{ id: longer.id }]);
});

t.test('options that a sandbox does not have are refused', async (t) => {
  const server = await start(t);
  const refused = (options: object, message: RegExp) =>
    t.throws(() => server.sandbox(options), { kind: 'invalid', message });
  const spelling = 'expected milliseconds, .*write 3600000 or "PT1H"';
  for (const lifetime of [0, 600, '1', 'PT9S', 'P1M', true]) {
    refused({ lifetime }, RegExp(`/lifetime: found ${JSON.stringify(lifetime)}; ${spelling}`));
  }
  refused({ snapshots: 'a' }, /\/snapshots: found "a"; expected no member of this name/);
  refused({ rules: [{ operation: 'getUsers' }] }, /\/rules\/0\/operation: found "getUsers"/);
  refused({ now: 'demain' }, /\/now: found "demain"; expected an instant/);
  refused({ applications: [] }, /\/applications: found \[\]/);
  refused({ applications: [{ login: 'a' }] }, /\/applications\/0\/nom: missing/);
  refused({ applications: [{ nom: 'A', login: 'a:b' }] }, /\/applications\/0\/login: found "a:b"/);
  t.strictSame(server.listSandboxes(), []);
});

t.test('`await using` closes a sandbox; closing it again is no error', async (t) => {
  const server = await start(t);
  let kept: SandboxHandle;
  {
    await using sandbox = server.sandbox();
    kept = sandbox;
    t.equal((await call(sandbox, '/users/1')).status, 200);
  }
  t.equal((await call(kept, '/users/1')).status, 401);
  await kept.close();
  t.throws(() => kept.reset(), { kind: 'unknown', message: /dropped, or has expired/ });
});

t.test(
  'a dropped sandbox leaves nothing in the database, whatever is still on its way',
  async (t) => {
    const database = `${t.testdir()}/a.db`;
    const server = await start(t, { database });
    const sandbox = server.createSandbox({ state: server.exportState() });
    sandbox.saveSnapshot('a');
    sandbox.freezeClock();
    await server.createSandbox({ state: { users: [{ uid: 9 }] } }).close();
    await postStatut(sandbox, 1, { action: 0 });
    sandbox.deleteRecord('propositions', 1);
    sandbox.saveSnapshot('b');
    sandbox.addRule({ id: 'wait', delay: { fixed: 300 } });
    const late = postStatut(sandbox, 2, { action: 0 });
    while (sandbox.listRules()[0]?.acted === 0) await sleep(1);
    await Promise.all([t.rejects(late, 'its client is cut off'), sandbox.close()]);
    await server.close();
    const db = new Database(database, { readonly: true });
    t.teardown(() => db.close());
    for (const table of ['users_layer', 'propositions_layer', 'worlds', 'snapshots']) {
      t.strictSame(db.prepare(`SELECT * FROM ${table}`).all(), [], table);
    }
  },
);

t.test(
  'a request with a sandbox’s login and a wrong password is in that sandbox’s journal only',
  async (t) => {
    const server = await start(t);
    const sandbox = server.sandbox();
    const authorization = basic(`${sandbox.application.login}:wrong`);
    await call(server, '/users/1', { user: null, headers: { authorization } });
    t.match(sandbox.listJournal(), [{ status: 401 }]);
    t.strictSame(server.listJournal(), []);
  },
);
