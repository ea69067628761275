import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { loadFixtures } from '../../src/fixtures/load.ts';
import { parseExactly } from '../../src/json/exact.ts';
import { ask } from '../control/helpers.ts';
import { type Fields, folderOf, record } from '../fixture-helpers.ts';
import { call, start } from '../helpers.ts';

t.test('an exported state can be put back, and loaded as fixtures, unchanged', async (t) => {
  const server = await start(t);
  server.deleteRecord('propositions', 1);
  server.putRecord('users', record('users', { uid: 900, thematiques: [], plus: '"\\u2028é' }));
  const state = server.exportState();
  const { clock, ...fixtures } = state;
  t.strictSame(clock, { mode: 'real' });
  const folder = folderOf(
    t,
    Object.fromEntries(Object.entries(fixtures).map(([name, value]) => [`${name}.json`, value])),
  );
  t.strictSame(loadFixtures(folder).notices.length, 1, 'only the applications are missing');
  t.strictSame((await start(t, { fixtures: folder })).exportState(), state);
  server.saveSnapshot('before');
  server.importState(state);
  t.strictSame(server.diff({ from: 'before' }), []);
  t.strictSame(server.exportState(), state);
});

t.test('a state replaces everything; rules stay unless there are others', async (t) => {
  const server = await start(t);
  const rules = server.listRules();
  server.importState({ thematiques: [record('thematiques')] });
  t.strictSame(server.exportState().users, []);
  t.strictSame((await call(server, '/thematiques')).json, [record('thematiques')]);
  t.strictSame(server.listRules(), rules);
  server.importState({ rules: [{ id: 'own', seed: 1, delay: 1 }] });
  t.strictSame(server.exportState(), {
    users: [],
    thematiques: [],
    campagnes: [],
    propositions: [],
    clock: { mode: 'real' },
    rules: [{ id: 'own', seed: 1, delay: 1 }],
  });
});

t.test('the clock is in the state, and stays where a state has none', async (t) => {
  const [from, to] = [await start(t), await start(t)];
  from.freezeClock('2016-03-14T09:26:53Z');
  const frozen = { mode: 'frozen', at: '2016-03-14T09:26:53Z' } as const;
  t.strictSame(from.exportState().clock, frozen);
  to.importState(from.exportState());
  t.strictSame(to.readClock(), { now: frozen.at, mode: 'frozen' });
  to.importState({});
  t.strictSame(to.exportState().clock, frozen);
  from.realClock();
  from.advanceClock(86_400);
  const { clock } = from.exportState();
  t.equal(clock.mode, 'shifted');
  const sent = await ask(to, 'PUT', '/state', { body: { clock } });
  t.equal(sent.status, 204);
  t.strictSame((await ask(to, 'GET', '/state')).json.clock, clock);
  t.equal(to.readClock().mode, 'shifted');
  to.importState({ clock: { mode: 'real' } });
  t.equal(to.readClock().mode, 'real');
});

t.test('replaceState() is importState() for one more version', async (t) => {
  const server = await start(t);
  server.replaceState({ clock: { mode: 'frozen', at: '2016-03-14T09:26:53Z' } });
  t.strictSame([server.exportState().users, server.readClock().mode], [[], 'frozen']);
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
  ['rules', { rules: [{ id: 'a', delay: 1 }, { times: 0 }] }, [/\/rules\/1\/times: found 0/]],
  ['clocks', { clock: { mode: 'frozen' } }, [/\/clock\/at: missing/]],
  ['modes', { clock: { mode: 'frosen' } }, [/\/clock\/mode: .*did you mean "frozen"\?/]],
  ['offsets', { clock: { mode: 'shifted', offset: 1e15 } }, [/\/clock\/offset: found/]],
  ['members', { user: [] }, [/\/user: found \[\]; expected no member of this name/]],
];
for (const [what, state, messages] of FAULTY) {
  t.test(`a state with faulty ${what} is refused whole`, async (t) => {
    const server = await start(t);
    const before = server.exportState();
    for (const message of messages) {
      t.throws(() => server.importState(state), { kind: 'invalid', message });
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
    server.importState(server.exportState());
    t.equal(await served(), text);
    t.strictSame(server.diff(), []);
    const folder = t.testdir();
    const { thematiques } = server.exportState();
    fs.writeFileSync(path.join(folder, 'thematiques.json'), JSON.stringify(thematiques));
    const other = await start(t, { fixtures: folder });
    t.equal((await call(other, '/thematiques')).text, text);
    other.importState({
      thematiques: parseExactly(text.replace('567890,', '567891,')) as Fields[],
    });
    const [difference] = other.diff();
    t.strictSame(Object.keys(difference?.fields ?? {}), ['numero'], 'to the last digit');
  },
);
