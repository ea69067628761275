import t from 'tap';
import type { RuleDefinition } from '../../src/index.ts';
import { openInMemory } from '../../src/store/database.ts';
import { Store } from '../../src/store/store.ts';
import { Worlds } from '../../src/world/worlds.ts';
import { record } from '../fixture-helpers.ts';
import { APPLICATIONS, baselineOf, parseChunk, storeOf } from '../store-helpers.ts';

const NOW = Date.parse('2016-03-14T09:26:53Z');

const user = (uid: number, nom: string) => record('users', { uid, nom, thematiques: [] });

const NEW = { nom: 'Trois', login: 'trois', mot_de_passe: 'nouveau-mot', cle: 'cle-trois' };

/** Worlds over two partners, and the store of another baseline, without the second application. */
function open(
  t: Parameters<typeof storeOf>[0],
  { now, rules = [] }: { now?: Date; rules?: RuleDefinition[] } = {},
) {
  const machine = { time: NOW };
  const former = storeOf(t, { users: [user(1, 'Ancien'), user(2, 'Autre')] });
  const worlds = new Worlds(former, { now: () => new Date(machine.time) }, now);
  t.teardown(() => worlds.close());
  const store = new Store(openInMemory());
  t.teardown(() => store.close());
  const [first] = APPLICATIONS as [(typeof APPLICATIONS)[0]];
  store.seed({ ...baselineOf({ users: [user(1, 'Nouveau')] }), applications: [NEW, first], rules });
  return { worlds, store, machine };
}

const nomOf = (text: string | undefined) => text && JSON.parse(text).nom;

t.test('the main world has the data, rules and applications of the new baseline', async (t) => {
  const rules = [{ id: 'nouvelle', operation: 'getUser' as const }];
  const { worlds, store } = open(t, { rules });
  const { main } = worlds;
  main.data.put('users', user(1, 'Changé'));
  main.replaceRules([{ id: 'ancienne' }]);
  worlds.rebase(store);
  t.equal(worlds.main, main, 'the world stays');
  t.equal(nomOf(main.document('users', 1)), 'Nouveau');
  t.equal(main.document('users', 2), undefined);
  t.strictSame(main.diff(), []);
  t.match(main.rules.list(), [{ id: 'nouvelle' }]);
  t.equal(main.rules.list().length, 1);
  t.strictSame(main.applications, [NEW, APPLICATIONS[0]]);
  t.strictSame(worlds.byLogin('trois'), { application: NEW, world: main });
  t.strictSame(worlds.byKey('cle-trois'), { application: NEW, world: main });
  t.equal(worlds.byLogin('une')?.world, main);
  t.equal(worlds.byLogin('deux'), undefined);
  t.equal(worlds.byKey('cle-deux'), undefined);
});

t.test('later changes, resets and snapshots are those of the new baseline', async (t) => {
  const { worlds, store } = open(t, { rules: [{ id: 'nouvelle' }] });
  const { main } = worlds;
  worlds.rebase(store);
  main.data.put('users', user(3, 'Ajouté'));
  main.saveSnapshot('apres');
  main.deleteRule('nouvelle');
  main.reset();
  t.strictSame([main.diff(), main.document('users', 3)], [[], undefined]);
  t.match(main.rules.list(), [{ id: 'nouvelle' }]);
  main.restoreSnapshot('apres');
  t.equal(nomOf(main.document('users', 3)), 'Ajouté');
  const sandbox = worlds.sandbox(worlds.createSandbox({ snapshot: 'apres' }).id);
  t.equal(nomOf(sandbox.document('users', 3)), 'Ajouté');
  sandbox.reset();
  t.equal(nomOf(sandbox.document('users', 1)), 'Nouveau');
});

t.test('clocks are those of the start, as after a reset', async (t) => {
  const { worlds, store, machine } = open(t, { now: new Date('2013-07-01T08:00:00Z') });
  worlds.main.freezeClock();
  machine.time += 60_000;
  worlds.rebase(store);
  t.equal(worlds.main.now(), '2013-07-01T08:01:00Z');
  t.equal(worlds.sandbox(worlds.createSandbox().id).now(), '2013-07-01T08:01:00Z');
});

t.test('an epoch begins: what was under way ends, and the journal is empty', async (t) => {
  const { worlds, store } = open(t);
  const { epoch, journal, life } = worlds.main;
  const arrival = { url: '/', application: null, rawHeaders: [], secure: false };
  journal.begin(NOW, 'getUser', { uid: 1, semestre: null }, 'GET', arrival);
  const told: unknown[] = [];
  journal.watch({ changed() {}, emptied: (by) => told.push(by) });
  worlds.rebase(store);
  t.strictSame(told, ['reload']);
  t.strictSame(journal.emptied, { by: 'reload', change: 2 });
  t.strictSame(journal.list(), []);
  t.ok(epoch.ended);
  t.notOk(worlds.main.epoch.ended);
  t.notOk(life.ended, 'lists go on');
});

t.test('a list that has begun, or that waits to begin, shows the former baseline', async (t) => {
  const { worlds, store } = open(t);
  const former = {
    list: worlds.main.list('users'),
    begun: worlds.main.list('users')[Symbol.iterator](),
  };
  const first = former.begun.next();
  worlds.rebase(store);
  const names = (chunks: Iterable<Buffer>) =>
    Array.from(chunks, parseChunk)
      .flat()
      .map(({ nom }) => nom);
  t.strictSame(names([first.value]), ['Ancien', 'Autre']);
  t.ok(former.begun.next().done);
  t.strictSame(names(former.list), ['Ancien', 'Autre']);
  t.strictSame(names(worlds.main.list('users')), ['Nouveau']);
});

t.test('snapshots and sandboxes end, and say why', async (t) => {
  const { worlds, store } = open(t);
  worlds.main.saveSnapshot('avant');
  const { id, login, key } = worlds.createSandbox({ lifetime: 60_000 });
  const world = worlds.sandbox(id);
  worlds.rebase(store);
  t.strictSame(worlds.main.snapshots(), []);
  const lost = 'those from before the fixtures were reloaded are lost';
  for (const use of [
    () => worlds.main.restoreSnapshot('avant'),
    () => worlds.main.deleteSnapshot('avant'),
    () => worlds.createSandbox({ snapshot: 'avant' }),
  ]) {
    const message = `There is no snapshot "avant": there are no snapshots; ${lost}.`;
    t.throws(use, { name: 'WorldError', kind: 'unknown', message });
  }
  t.strictSame(worlds.sandboxes(), []);
  t.strictSame([worlds.byLogin(login), worlds.byKey(key)], [undefined, undefined]);
  t.throws(() => world.check(), {
    name: 'WorldError',
    message: 'The fixtures were reloaded, which ended this sandbox: create another.',
  });
  t.ok(world.life.ended);
  const message = `There is no sandbox "${id}": it ended when the fixtures were reloaded.`;
  t.throws(() => worlds.sandbox(id), { name: 'WorldError', kind: 'unknown', message });
  t.throws(() => worlds.dropSandbox('x'), {
    message: 'There is no sandbox "x": it was dropped, has expired, or never existed.',
  });
});

t.test('secrets of both baselines are removed from texts', async (t) => {
  const { worlds, store } = open(t);
  const { redaction } = worlds;
  t.equal(redaction.text('cle-trois'), 'cle-trois');
  worlds.rebase(store);
  t.equal(worlds.redaction.text('cle-trois nouveau-mot cle-deux'), '*** *** ***');
  const arrival = { url: '/?a=nouveau-mot', application: null, rawHeaders: [], secure: false };
  const entry = worlds.main.journal.begin(NOW, null, { uid: null, semestre: null }, 'GET', arrival);
  t.match(worlds.main.journal.show(entry), { query: { a: '***' } });
});

t.test('closed worlds take no other baseline', async (t) => {
  const { worlds, store } = open(t);
  worlds.close();
  t.throws(() => worlds.rebase(store), { name: 'WorldError', message: 'The server was closed.' });
  t.equal(nomOf(worlds.main.document('users', 1)), 'Ancien');
});
