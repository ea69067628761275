import t from 'tap';
import { campagne, partenaire, proposition, thematique } from '../../src/index.ts';
import { call, start } from '../helpers.ts';
import { ask } from './helpers.ts';

const NOW = '2017-05-06T07:08:09Z';

t.test('a record is added from the members that matter, dated by the world’s clock', async (t) => {
  const server = await start(t);
  const sandbox = server.createSandbox();
  sandbox.freezeClock(NOW);
  const expected = partenaire({ uid: 94321, statut: 1 }, NOW);
  t.strictSame(sandbox.addRecord('users', { uid: 94321, statut: 1 }), expected);
  t.strictSame((await call(sandbox, '/users/94321')).json, expected);
  t.equal((await call(server, '/users/94321')).status, 404, 'in no other world');

  const path = `/records/users?sandbox=${sandbox.id}`;
  const { status, json } = await ask(server, 'POST', path, { body: { nom: 'Morvan' } });
  t.strictSame([status, json], [201, partenaire({ uid: 94322, nom: 'Morvan' }, NOW)]);
  const more = { ...{ telephone: '01 99 00 12 34' }, uid: 94323 };
  t.match(sandbox.addRecord('users', more), { telephone: '01 99 00 12 34' });
});

t.test('a body may be missing: every member has a default', async (t) => {
  const server = await start(t);
  server.freezeClock(NOW);
  const { tid } = (await ask(server, 'POST', '/records/thematiques')).json;
  t.strictSame(server.getRecord('thematiques', tid), thematique({ tid }, NOW));
});

t.test('a missing key is the next one after the greatest, also of deleted records', async (t) => {
  const server = await start(t);
  server.importState({});
  const last = server.addRecord('campagnes', {}).id;
  t.equal(server.addRecord('campagnes', {}).id, last + 1);
  server.deleteRecord('campagnes', last + 1);
  t.equal(server.addRecord('campagnes', {}).id, last + 2);
  t.equal(server.addRecord('campagnes', { id: last + 10 }).id, last + 10);
  t.equal(server.addRecord('campagnes', {}).id, last + 11);
  server.addRecord('campagnes', { id: Number.MAX_SAFE_INTEGER });
  t.throws(() => server.addRecord('campagnes', {}), {
    kind: 'invalid',
    message: '/id: found 9007199254740992; expected an integer ≥ 1 and < 2^53',
  });
});

t.test('missing records that it refers to are made, and those that exist stay', async (t) => {
  const server = await start(t);
  server.freezeClock(NOW);
  server.importState({ thematiques: [{ ...thematique({ tid: 2, nom: 'Mer' }) }] });
  const given = { auteur: 7, thematique: 2, campagne: 5 };
  const { json } = await ask(server, 'POST', '/records/propositions', { body: given });
  t.strictSame(server.exportState(), {
    users: [partenaire({ uid: 7 }, NOW)],
    thematiques: [thematique({ tid: 2, nom: 'Mer' })],
    campagnes: [campagne({ id: 5 }, NOW)],
    propositions: [proposition({ ...given, id: json.id }, NOW)],
    clock: { mode: 'frozen', at: NOW },
    rules: server.exportState().rules,
  });
  t.strictSame(server.addRecord('thematiques', { tid: 9, parent: 8 }).parent, 8);
  server.addRecord('users', { uid: 8, thematiques: [11, 12, 11] });
  t.strictSame(
    server.exportState().thematiques.map(({ tid }) => tid),
    [2, 8, 9, 11, 12],
  );
});

t.test('a record that is not admitted leaves nothing behind', async (t) => {
  const server = await start(t);
  server.saveSnapshot('before');
  const known = /already: put or patch it, or leave out uid for the next free one\.$/;
  t.throws(() => server.addRecord('users', { uid: 1 }), { kind: 'conflict', message: known });
  t.match(await ask(server, 'POST', '/records/users', { body: { uid: 1 } }), {
    status: 409,
    json: { code: 'conflict', detail: known },
  });
  const wrong: [string, object, string][] = [
    ['users', { statut: 2, thematiques: [4000] }, '/statut'],
    ['users', { thematiques: [4000, 0] }, '/thematiques/1'],
    ['users', { nom: null, thematiques: [4000] }, '/nom'],
    ['campagnes', { etat: 'terminee', thematiques: [4000] }, '/etat'],
    ['campagnes', { date_fin: '2000-13-01' }, '/date_fin'],
    ['thematiques', { tid: 4000, parent: 4000 }, '/parent'],
    ['user', {}, '/collection'],
    ['users', [], ''],
  ];
  for (const [name, body, pointer] of wrong) {
    const { status, json } = await ask(server, 'POST', `/records/${name}`, { body });
    t.strictSame([status, json.errors?.[0].pointer], [400, pointer], `${name} ${pointer}`);
    t.throws(() => server.addRecord(name as 'users', body), {
      kind: 'invalid',
      message: `\n  ${pointer || 'it'}: `,
    });
  }
  t.strictSame(server.diff({ from: 'before' }), []);
});
