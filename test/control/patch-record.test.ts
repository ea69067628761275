import t from 'tap';
import { call, postStatut, start } from '../helpers.ts';
import { ask } from './helpers.ts';

t.test('a patch removes members, then sets others; null means null', async (t) => {
  const server = await start(t);
  const before = server.getRecord('users', 9);
  const patch = { merge: { profession: null, nom: 'Morvan', plus: { loin: [1] } } };
  const expected = { ...before, ...patch.merge };
  t.strictSame(server.patchRecord('users', 9, patch), expected);
  t.strictSame((await call(server, '/users/9')).json, expected);
  const { json } = await ask(server, 'PATCH', '/records/users/9', {
    body: { remove: ['plus', 'civilite', 'inconnu'], merge: { nom: 'Le Bras' } },
  });
  t.strictSame(json, { ...before, profession: null, nom: 'Le Bras', civilite: null });
  t.strictSame((await call(server, '/users/9')).json, json);
});

t.test('a member that is removed and set is set; an undefined one is not named', async (t) => {
  const server = await start(t);
  const patch = { remove: ['nom'], merge: { nom: 'Morvan', prenom: undefined, uid: 9 } };
  const { prenom } = server.getRecord('users', 9);
  t.match(server.patchRecord('users', 9, patch as object), { uid: 9, nom: 'Morvan', prenom });
});

t.test('an empty patch changes nothing', async (t) => {
  const server = await start(t);
  const before = server.getRecord('users', 9);
  t.strictSame(server.patchRecord('users', 9, {}), before);
  t.strictSame((await ask(server, 'PATCH', '/records/users/9', { body: {} })).json, before);
  t.strictSame(server.diff(), []);
});

t.test(
  'a clock that was moved back leaves records that can be patched, exported and imported',
  async (t) => {
    const server = await start(t);
    const now = '2001-01-01T00:00:00Z';
    server.freezeClock(now);
    const { statut, date_creation } = server.getRecord('users', 9);
    await postStatut(server, 9, { action: 1 - statut });
    t.match(server.patchRecord('users', 9, { merge: { nom: 'Morvan' } }), {
      date_creation,
      date_modification: now,
    });
    const state = server.exportState();
    server.importState(state);
    t.strictSame(server.exportState(), state);
    const later = { merge: { date_creation: '2002-01-01T00:00:00Z' } };
    t.throws(() => server.patchRecord('users', 9, later), {
      kind: 'invalid',
      message:
        '/date_modification: found "2001-01-01T00:00:00Z"; expected a date not before date_creation',
    });
    t.throws(() => server.putRecord('users', server.getRecord('users', 9)), {
      kind: 'invalid',
      message: '/date_modification',
    });
  },
);

const REFUSED: [string, object, number, string][] = [
  ['users/9', { merge: { statut: 2 } }, 400, '/statut'],
  ['users/9', { merge: { thematiques: [1, 4000] } }, 400, '/thematiques/1'],
  ['users/9', { merge: { uid: 8 } }, 400, '/merge/uid'],
  ['users/9', { remove: ['uid'] }, 400, '/uid'],
  ['users/9', { remove: ['nom'] }, 400, '/nom'],
  ['users/9', { remove: 'nom' }, 400, '/remove'],
  ['users/9', { merge: [] }, 400, '/merge'],
  ['users/9', { nom: 'Morvan' }, 400, '/nom'],
  ['campagnes/1', { merge: { etat: 'terminee' } }, 400, '/etat'],
  ['thematiques/1', { merge: { parent: 1 } }, 400, '/parent'],
];
for (const [place, body, status, pointer] of REFUSED) {
  t.test(`${JSON.stringify(body)} is refused for ${place}, and nothing changes`, async (t) => {
    const server = await start(t);
    const answer = await ask(server, 'PATCH', `/records/${place}`, { body });
    t.strictSame([answer.status, answer.json.errors[0].pointer], [status, pointer]);
    const [name, key] = place.split('/');
    t.throws(() => server.patchRecord(name as 'users', Number(key), body), {
      kind: 'invalid',
      message: `\n  ${pointer}: `,
    });
    t.strictSame(server.diff(), []);
  });
}

t.test('a record that does not exist cannot be patched', async (t) => {
  const server = await start(t);
  const message = 'There is no record 99999 in users.';
  t.throws(() => server.patchRecord('users', 99999, {}), { kind: 'unknown', message });
  t.match(await ask(server, 'PATCH', '/records/users/99999', { body: {} }), {
    status: 404,
    json: { detail: message },
  });
});

t.test('an undefined member counts as missing, as in TypeScript', async (t) => {
  const server = await start(t);
  const record = { ...server.getRecord('users', 9), profession: undefined };
  t.equal(server.putRecord('users', record).profession, null);
  server.importState({ ...server.exportState(), users: [record], propositions: [] });
  t.equal((await call(server, '/users/9')).json.profession, null);
});
