import t from 'tap';
import { call, start } from '../helpers.ts';
import { ask } from './helpers.ts';

t.test('a changed, deleted or added record goes back to the baseline, alone', async (t) => {
  const server = await start(t);
  const before = server.getRecord('users', 9);
  const restore = async (place: string) =>
    (await ask(server, 'POST', `/records/${place}/restore`)).status;
  server.patchRecord('users', 9, { merge: { nom: 'Autre' } });
  server.patchRecord('users', 1, { merge: { nom: 'Autre' } });
  t.equal(await restore('users/9'), 204);
  t.strictSame((await call(server, '/users/9')).json, before);
  server.deleteRecord('users', 9, { cascade: true });
  server.restoreRecord('users', 9);
  t.strictSame((await call(server, '/users/9')).json, before);
  server.addRecord('users', { uid: 94000 });
  t.equal(await restore('users/94000'), 204);
  t.equal((await call(server, '/users/94000')).status, 404);
  server.addRecord('users', { uid: 94000 });
  server.restoreRecord('users', 94000);
  const changed = server.diff().filter(({ collection }) => collection === 'users');
  t.strictSame(
    changed.map(({ key }) => key),
    [1],
  );
  server.restoreRecord('users', 1);
  t.equal(await restore('users/1'), 204, 'one that is as it was');
});

t.test('what the restored data could not hold is refused', async (t) => {
  const server = await start(t);
  const { auteur } = server.getRecord('propositions', 1);
  server.deleteRecord('users', auteur, { cascade: true });
  t.throws(() => server.restoreRecord('propositions', 1), {
    kind: 'invalid',
    message: `/auteur: found ${auteur}; expected the key of a record of users.json`,
  });
  t.equal((await ask(server, 'POST', '/records/propositions/1/restore')).status, 400);
  server.restoreRecord('users', auteur);
  server.restoreRecord('propositions', 1);

  server.addRecord('propositions', { id: 94000, auteur: 94000 });
  t.throws(() => server.restoreRecord('users', 94000), {
    kind: 'conflict',
    message: /propositions 94000/,
  });
  t.equal((await ask(server, 'POST', '/records/users/94000/restore')).status, 409);
  t.throws(() => server.restoreRecord('users', 95000), {
    kind: 'unknown',
    message: 'no record 95000',
  });
  t.equal((await ask(server, 'POST', '/records/users/95000/restore')).status, 404);
  t.throws(() => server.restoreRecord('users', 0), { kind: 'invalid', message: '/key' });
});

t.test('a sandbox goes back to the snapshot or the state that it was made from', async (t) => {
  const server = await start(t);
  server.patchRecord('users', 9, { merge: { nom: 'Instantané' } });
  server.deleteRecord('propositions', 1);
  server.saveSnapshot('prepared');
  const copied = server.createSandbox({ snapshot: 'prepared' });
  const made = server.createSandbox({ state: { users: [{ uid: 9, nom: 'État' }] } });
  for (const [sandbox, nom] of [
    [copied, 'Instantané'],
    [made, 'État'],
  ] as const) {
    const path = `/records/users/9/restore?sandbox=${sandbox.id}`;
    sandbox.patchRecord('users', 9, { merge: { nom: 'Autre' } });
    t.equal((await ask(server, 'POST', path)).status, 204);
    t.equal((await call(sandbox, '/users/9')).json.nom, nom);
    sandbox.deleteRecord('users', 9, { cascade: true });
    sandbox.restoreRecord('users', 9);
    t.equal(sandbox.getRecord('users', 9).nom, nom);
    sandbox.addRecord('propositions', { id: 1, auteur: 9 });
    sandbox.restoreRecord('propositions', 1);
    t.throws(() => sandbox.getRecord('propositions', 1), { kind: 'unknown', message: 'no record' });
  }
});
