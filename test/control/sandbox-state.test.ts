import t from 'tap';
import type { MockServer, PartialState, SandboxOptions } from '../../src/index.ts';
import { call, postStatut, start } from '../helpers.ts';
import { ask } from './helpers.ts';

const NOW = '2016-03-14T09:26:53Z';

/** A sandbox made in-process and one made over HTTP, as targets of `call`. */
async function both(server: MockServer, options: SandboxOptions) {
  const { json } = await ask(server, 'POST', '/sandboxes', { body: options });
  const { id, login, password, key } = json;
  const application = { name: '', login, password, key };
  return [server.createSandbox(options), { ...server, id, application }];
}

t.test('a sandbox starts from a partial state, and its reset leads back to it', async (t) => {
  const server = await start(t);
  const state: PartialState = {
    users: [
      { uid: 9, statut: 1, ville: 'Bastia' },
      { uid: 10, thematiques: [3] },
    ],
    propositions: [{ titre: 'Une idée', auteur: 11 }],
  };
  for (const sandbox of await both(server, { state, now: NOW })) {
    const query = `?sandbox=${sandbox.id}`;
    const before = (await call(sandbox, '/users')).json;
    t.match(
      before,
      [
        { uid: 9, statut: 1, ville: 'Bastia', date_creation: NOW, date_modification: NOW },
        { uid: 10, thematiques: [3], date_creation: NOW },
        { uid: 11 },
      ],
      'what is missing has defaults, also the author that a proposition refers to',
    );
    t.equal(before.length, 3);
    t.match((await call(sandbox, '/thematiques')).json, [{ tid: 1 }, { tid: 3 }]);
    t.strictSame((await ask(server, 'GET', `/diff${query}`)).json, []);
    await postStatut(sandbox, 9, { action: 0 });
    t.equal((await ask(server, 'DELETE', `/records/propositions/1${query}`)).status, 204);
    t.match((await ask(server, 'GET', `/diff${query}`)).json, [
      { collection: 'users', key: 9, fields: { statut: { before: 1, after: 0 } } },
      { collection: 'propositions', key: 1, change: 'deleted' },
    ]);
    const restored = await ask(server, 'POST', `/records/users/9/restore${query}`);
    t.equal(restored.status, 204);
    t.match((await call(sandbox, '/users/9')).json, { statut: 1, date_modification: NOW });
    t.equal((await ask(server, 'POST', `/reset${query}`)).status, 204);
    t.strictSame((await call(sandbox, '/users')).json, before);
    t.strictSame((await ask(server, 'GET', `/diff${query}`)).json, []);
  }
  t.equal((await call(server, '/users/9')).status, 200, 'the main world is as it was');
});

t.test('the parts of a start combine; the latter go before those of the state', async (t) => {
  const server = await start(t);
  const rules = [{ id: 'own', seed: 1, operation: 'getIndex' as const, delay: { fixed: 0 } }];
  const options = { state: { users: [{ uid: 9 }], rules: [] }, applications: ['Une', 'Deux'] };
  const combined = server.createSandbox({ ...options, rules, now: '2014-01-01T00:00:00Z' });
  t.match(combined.listRules(), rules);
  t.match(combined.readClock(), { mode: 'shifted', now: /^2014-01-01T00:00:0/ });
  t.match(combined.listApplications(), [{ name: 'Une' }, { name: 'Deux' }]);
  combined.replaceRules([]);
  combined.realClock();
  combined.addApplication('Trois');
  combined.reset();
  t.match(combined.listRules(), rules);
  t.match(combined.readClock(), { mode: 'shifted', now: /^2014-01-01T00:00:0/ });
  t.equal(combined.listApplications().length, 2);
  t.strictSame(server.createSandbox(options).listRules(), [], 'rules of the state');

  server.deleteRecord('propositions', 1);
  server.freezeClock(NOW);
  server.saveSnapshot('a');
  const later = server.createSandbox({ snapshot: 'a', now: '2017-01-01T00:00:00Z', rules });
  t.match(later.readClock(), { mode: 'shifted', now: /^2017/ });
  t.match(later.listRules(), rules);
  t.throws(() => later.getRecord('propositions', 1), { message: /no record 1/ });
});

t.test('an exported state starts a sandbox, with its clock', async (t) => {
  const server = await start(t, { now: '2014-01-01T00:00:00Z' });
  server.deleteRecord('propositions', 1);
  server.freezeClock(NOW);
  const state = server.exportState();
  for (const sandbox of await both(server, { state })) {
    const query = `?sandbox=${sandbox.id}`;
    t.match((await ask(server, 'GET', `/clock${query}`)).json, { mode: 'frozen', now: NOW });
    await ask(server, 'POST', `/clock/real${query}`);
    await ask(server, 'POST', `/reset${query}`);
    t.strictSame(
      (await ask(server, 'GET', `/state${query}`)).json,
      JSON.parse(JSON.stringify(state)),
    );
  }
  const clock = { mode: 'frozen', at: NOW } as const;
  const users = [{ uid: 9 }];
  const dated = server.createSandbox({ state: { users, clock } }).getRecord('users', 9);
  t.match(dated, { date_creation: NOW }, 'the dates are of the state’s clock');
  const undated = server.createSandbox({ state: { users } }).getRecord('users', 9);
  t.match(undated, { date_creation: /^2014-01-01T00:00:0/ }, 'else of the start’s');
});

t.test('a start that is not valid makes nothing, and the place is told', async (t) => {
  const server = await start(t);
  server.saveSnapshot('a');
  const refused = async (options: object, pointer: string, detail: RegExp) => {
    const message = /^Invalid value for the (sandbox|state)\.|^The state is not admitted\./;
    const error = { kind: 'invalid', message, violations: [{ pointer, detail }] };
    t.throws(() => server.createSandbox(options), error);
    const { status, json } = await ask(server, 'POST', '/sandboxes', { body: options });
    t.match({ status, json }, { status: 400, json: { errors: [{ pointer, detail }] } });
  };
  await refused({ state: { users: [{ statut: 2 }] } }, '/state/users/0/statut', /found 2/);
  await refused({ state: { users: [{ uid: 1 }, { uid: 1 }] } }, '/state/users/1/uid', /unique/);
  await refused({ state: { rules: [{ id: 1 }] } }, '/state/rules/0/id', /found 1/);
  await refused({ lifetime: 600 }, '/lifetime', /found 600; .*write 3600000 or "PT1H"/);
  await refused({ applications: [{ nom: 'A', cle: '' }] }, '/applications/0/cle', /found ""/);
  await refused({ snapshot: 'a', state: {} }, '/state', /nothing: the data are those of/);
  t.throws(() => server.createSandbox({ snapshot: 'b', applications: ['Une'] }), {
    message: /There is no snapshot "b": the snapshots are a\./,
  });
  t.strictSame(server.listSandboxes(), []);
});
