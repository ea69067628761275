import t from 'tap';
import type { MockServer } from '../../src/index.ts';
import { call, start } from '../helpers.ts';
import { ask } from './helpers.ts';

/** Records of which thématique 3 is needed by some, listed by others. */
async function prepare(t: Parameters<typeof start>[0]): Promise<MockServer> {
  const server = await start(t);
  server.importState({});
  server.addRecord('thematiques', { tid: 3, parent: 1 });
  server.addRecord('thematiques', { tid: 4, parent: 3 });
  for (const uid of [1, 2, 3]) server.addRecord('users', { uid, thematiques: [4, 3, uid, 3] });
  server.addRecord('campagnes', { id: 1, thematiques: [3] });
  server.addRecord('propositions', { id: 1, auteur: 1, thematique: 3, campagne: 1 });
  server.addRecord('propositions', { id: 2, auteur: 1, thematique: 4, campagne: 1 });
  server.saveSnapshot('before');
  return server;
}

/** The keys that differ, each with its change or the members that changed. */
const changes = (server: MockServer) =>
  server
    .diff({ from: 'before' })
    .map(({ collection, key, change, fields }) => [
      `${collection} ${key}`,
      change === 'modified'
        ? Object.entries(fields).map(([name, { after }]) => `${name}: ${JSON.stringify(after)}`)
        : change,
    ]);

const CASES: [string, unknown[]][] = [
  [
    'thematiques/3',
    [
      ['users 1', ['thematiques: [4,1]']],
      ['users 2', ['thematiques: [4,2]']],
      ['users 3', ['thematiques: [4]']],
      ['thematiques 3', 'deleted'],
      ['thematiques 4', ['parent: null']],
      ['campagnes 1', ['thematiques: []']],
      ['propositions 1', 'deleted'],
    ],
  ],
  [
    'users/1',
    [
      ['users 1', 'deleted'],
      ['propositions 1', 'deleted'],
      ['propositions 2', 'deleted'],
    ],
  ],
  [
    'campagnes/1',
    [
      ['campagnes 1', 'deleted'],
      ['propositions 1', ['campagne: null']],
      ['propositions 2', ['campagne: null']],
    ],
  ],
  ['propositions/2', [['propositions 2', 'deleted']]],
];
for (const [place, expected] of CASES) {
  const [name, key] = place.split('/') as ['users', string];
  t.test(`${place} is deleted with the references to it`, async (t) => {
    const server = await prepare(t);
    const { status, text } = await ask(server, 'DELETE', `/records/${place}?cascade=true`);
    t.strictSame([status, text], [204, '']);
    t.strictSame(changes(server), expected);
    t.strictSame((await call(server, '/propositions')).json, server.exportState().propositions);
    server.restoreSnapshot('before');
    server.deleteRecord(name, Number(key), { cascade: true });
    t.strictSame(changes(server), expected);
    server.importState(server.exportState());
  });
}

t.test('all referring records are found, more than a message would name', async (t) => {
  const server = await start(t);
  server.importState({});
  for (let uid = 1; uid <= 25; uid++) server.addRecord('users', { uid, thematiques: [1] });
  server.deleteRecord('thematiques', 1, { cascade: true });
  t.equal(server.exportState().users.filter(({ thematiques }) => thematiques.length).length, 0);
});

t.test('members that the contract lacks survive to the last digit', async (t) => {
  const server = await start(t);
  const text = '{"uid":94000,"thematiques":[1],"numero":12345678901234567890}';
  await ask(server, 'POST', '/records/users', { body: text });
  server.deleteRecord('thematiques', 1, { cascade: true });
  const { text: served } = await call(server, '/users/94000');
  t.match(served, /"thematiques":\[\],.*"numero":12345678901234567890/);
});

t.test('without cascade, a record that others refer to stays', async (t) => {
  const server = await prepare(t);
  for (const query of ['', '?cascade=false']) {
    const { status } = await ask(server, 'DELETE', `/records/users/1${query}`);
    t.equal(status, 409);
  }
  t.throws(() => server.deleteRecord('users', 1, { cascade: false }), {
    kind: 'conflict',
    message: /propositions 1, 2\./,
  });
  t.strictSame(server.diff({ from: 'before' }), []);
});

t.test('another value than true or false, and another member, are refused', async (t) => {
  const server = await prepare(t);
  for (const [query, pointer] of [
    ['?cascade=1', '/cascade'],
    ['?cascade=', '/cascade'],
    ['?cascaded=true', '/cascaded'],
  ]) {
    const { status, json } = await ask(server, 'DELETE', `/records/users/2${query}`);
    t.strictSame([status, json.errors[0].pointer], [400, pointer]);
  }
  t.throws(() => server.deleteRecord('users', 2, { cascade: 'yes' as never }), {
    kind: 'invalid',
    message: '/cascade: found "yes"',
  });
  const unknown = await ask(server, 'DELETE', '/records/users/9?cascade=true');
  t.equal(unknown.status, 404);
  t.strictSame(server.diff({ from: 'before' }), []);
});
