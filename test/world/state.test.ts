import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { loadFixtures } from '../../src/fixtures/load.ts';
import { parseExactly } from '../../src/json/exact.ts';
import { type Fields, folderOf, record } from '../fixture-helpers.ts';
import { call, start } from '../helpers.ts';

t.test('an exported state can be put back, and loaded as fixtures, unchanged', async (t) => {
  const server = await start(t);
  server.deleteRecord('propositions', 1);
  server.putRecord('users', record('users', { uid: 900, thematiques: [], plus: '"\\u2028é' }));
  const state = server.exportState();
  const folder = folderOf(
    t,
    Object.fromEntries(Object.entries(state).map(([name, value]) => [`${name}.json`, value])),
  );
  t.strictSame(loadFixtures(folder).notices.length, 1, 'only the applications are missing');
  t.strictSame((await start(t, { fixtures: folder })).exportState(), state);
  server.saveSnapshot('before');
  server.replaceState(state);
  t.strictSame(server.diff({ from: 'before' }), []);
  t.strictSame(server.exportState(), state);
});

t.test('a state replaces everything; rules stay unless there are others', async (t) => {
  const server = await start(t);
  const rules = server.listRules();
  server.replaceState({ thematiques: [record('thematiques')] });
  t.strictSame(server.exportState().users, []);
  t.strictSame((await call(server, '/thematiques')).json, [record('thematiques')]);
  t.strictSame(server.listRules(), rules);
  server.replaceState({ rules: [{ id: 'own', seed: 1 }] });
  t.strictSame(server.exportState(), {
    users: [],
    thematiques: [],
    campagnes: [],
    propositions: [],
    rules: [{ id: 'own', seed: 1 }],
  });
});

const FAULTY: [string, Fields, RegExp[]][] = [
  [
    'records',
    { users: [record('users', { nom: 1 }), record('users')], thematiques: [{}] },
    [
      /\/users\/0\/nom: found 1/,
      /\/users\/1\/uid: found 1, which/,
      /\/thematiques\/0\/tid: missing/,
    ],
  ],
  ['references', { propositions: [record('propositions')] }, [/\/propositions\/0\/auteur/]],
  ['rules', { rules: [{ id: 'a' }, { times: 0 }] }, [/\/rules\/1\/times: found 0/]],
  ['members', { user: [] }, [/\/user: found \[\]; expected no member of this name/]],
];
for (const [what, state, messages] of FAULTY) {
  t.test(`a state with faulty ${what} is refused whole`, async (t) => {
    const server = await start(t);
    const before = server.exportState();
    for (const message of messages) {
      t.throws(() => server.replaceState(state), { kind: 'invalid', message });
    }
    t.strictSame(server.exportState(), before);
  });
}

t.test(
  'numbers that JavaScript cannot hold survive being put, exported and replaced',
  async (t) => {
    const exact = '"numero":12345678901234567890,"liste":[1e400,0.1234567890123456789]';
    const text = `[${JSON.stringify(record('thematiques')).slice(0, -1)},${exact}}]`;
    const server = await start(t, { fixtures: folderOf(t, { 'thematiques.json': text }) });
    const served = async () => (await call(server, '/thematiques')).text;
    t.equal(await served(), text);
    server.putRecord('thematiques', server.getRecord('thematiques', 1));
    t.equal(await served(), text);
    server.replaceState(server.exportState());
    t.equal(await served(), text);
    t.strictSame(server.diff(), []);
    const folder = t.testdir();
    const { thematiques } = server.exportState();
    fs.writeFileSync(path.join(folder, 'thematiques.json'), JSON.stringify(thematiques));
    const other = await start(t, { fixtures: folder });
    t.equal((await call(other, '/thematiques')).text, text);
    other.replaceState({
      thematiques: parseExactly(text.replace('567890,', '567891,')) as Fields[],
    });
    const [difference] = other.diff();
    t.strictSame(Object.keys(difference?.fields ?? {}), ['numero'], 'to the last digit');
  },
);
