import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { StorageError } from '../../src/store/database.ts';
import type { Store } from '../../src/store/store.ts';
import type { World } from '../../src/world/world.ts';
import { Worlds } from '../../src/world/worlds.ts';
import { type Fields, record } from '../fixture-helpers.ts';
import { APPLICATIONS, storeOf } from '../store-helpers.ts';

type Teardown = Parameters<typeof storeOf>[0];

const NOW = Date.parse('2016-03-14T09:26:53Z');

/** Worlds over one partner, and a machine whose time the test moves. */
function open(
  t: Teardown,
  { store = storeOf(t, { users: [record('users')] }), now }: { store?: Store; now?: Date } = {},
) {
  const machine = { time: NOW };
  const worlds = new Worlds(store, { now: () => new Date(machine.time) }, now);
  t.teardown(() => worlds.close());
  return { store, worlds, machine };
}

/** The name of the worlds' partner. */
function nameOf(world: Pick<World, 'document'>): unknown {
  return (JSON.parse(String(world.document('users', 1))) as Fields).nom;
}

const renamed = (nom: string) => record('users', { nom, thematiques: [] });

/** Makes the storage refuse every transaction until the function that is returned is called. */
function failing(store: Store): () => void {
  const { atomically } = store.layers;
  store.layers.atomically = () => {
    throw new StorageError('The database: the disk is full.');
  };
  return () => {
    store.layers.atomically = atomically;
  };
}

t.test('the applications of the fixtures share the main world', async (t) => {
  const { worlds } = open(t);
  for (const application of APPLICATIONS) {
    t.strictSame(worlds.byLogin(application.login), { application, world: worlds.main });
    t.strictSame(worlds.byKey(application.cle), { application, world: worlds.main });
  }
  t.equal(worlds.byLogin('nobody'), undefined);
  t.equal(worlds.byKey('none'), undefined);
});

t.test('a sandbox has an application, a world and secrets of its own', async (t) => {
  const { worlds } = open(t);
  const sandbox = worlds.createSandbox();
  const other = worlds.createSandbox();
  const world = worlds.sandbox(sandbox.id);
  t.equal(worlds.byLogin(sandbox.login)?.world, world);
  t.equal(worlds.byKey(sandbox.key)?.world, world);
  t.strictSame(worlds.sandboxes(), [
    { ...sandbox, age: 0, world },
    { ...other, age: 0, world: worlds.sandbox(other.id) },
  ]);
  const hour = { created: '2016-03-14T09:26:53Z', expires: '2016-03-14T10:26:53Z' };
  t.match(sandbox, hour, 'it lives for an hour');
  t.equal(worlds.createSandbox({ lifetime: null }).expires, null);
  t.notSame(worlds.sandbox(other.id), world);
  for (const secret of [sandbox.key, sandbox.password, 'cle-une']) {
    t.equal(
      worlds.redaction.text(`<${secret}>`),
      '<***>',
      'made later, it is a secret all the same',
    );
  }
});

t.test('a password equal to the login is not a secret', async (t) => {
  const store = storeOf(t, {});
  const [application] = APPLICATIONS;
  store.applications = () => [{ ...application, mot_de_passe: 'une' } as (typeof APPLICATIONS)[0]];
  t.equal(open(t, { store }).worlds.redaction.text('une cle-une'), 'une ***');
});

t.test('a dropped sandbox is unknown, and its credentials with it', async (t) => {
  const { worlds, store } = open(t);
  const { id, login, key, password } = worlds.createSandbox({ lifetime: 1_000_000 });
  worlds.dropSandbox(id);
  t.strictSame([worlds.has(id), worlds.sandboxes()], [false, []]);
  t.strictSame([worlds.byLogin(login), worlds.byKey(key)], [undefined, undefined]);
  t.equal(worlds.redaction.text(`${key} ${password}`), '*** ***', 'a journal may still hold them');
  t.strictSame(store.layers.worlds(), []);
  const unknown = { kind: 'unknown', message: RegExp(`no sandbox "${id}"`) };
  t.throws(() => worlds.sandbox(id), unknown);
  t.throws(() => worlds.dropSandbox(id), unknown);
});

t.test('a reference to the world of a dropped sandbox can read, and change nothing', async (t) => {
  const { worlds, store } = open(t);
  const { id } = worlds.createSandbox();
  const world = worlds.sandbox(id);
  worlds.dropSandbox(id);
  const gone = { kind: 'unknown', message: /dropped, or has expired/ };
  const changes: [string, () => unknown][] = [
    ['reset', () => world.reset()],
    ['putRecord', () => world.data.put('users', renamed('Tard'))],
    ['deleteRecord', () => world.data.delete('users', 1)],
    ['importState', () => world.importState({})],
    ['saveSnapshot', () => world.saveSnapshot('late')],
    ['addRule', () => world.addRule({})],
    ['freezeClock', () => world.freezeClock()],
    ['change', () => world.change('users', 1, ['statut', 'date_modification'], 0)],
  ];
  for (const [name, change] of changes) t.throws(change, gone, name);
  t.match(JSON.parse(String(world.document('users', 1))), { statut: 1 });
  t.strictSame([store.layers.worlds(), [...store.layers.difference(0, world.id)]], [[], []]);
});

t.test('a sandbox that the storage refuses does not exist', async (t) => {
  const { worlds, store } = open(t);
  const { id } = worlds.createSandbox();
  const mend = failing(store);
  t.throws(() => worlds.createSandbox(), { name: 'StorageError' });
  t.throws(() => worlds.dropSandbox(id), { name: 'StorageError' });
  t.equal(worlds.has(id), true, 'nor is one dropped');
  mend();
  worlds.dropSandbox(id);
  t.strictSame(worlds.sandboxes(), []);
});

t.test('its lifetime over, a sandbox is dropped, even if the storage refuses', async (t) => {
  const { worlds, store, machine } = open(t);
  const { id, expires } = worlds.createSandbox({ lifetime: 60_000 });
  t.equal(expires, '2016-03-14T09:27:53Z');
  const kept = worlds.createSandbox({ lifetime: 120_000 });
  worlds.close();
  machine.time += 60_000;
  const again = new Worlds(store, { now: () => new Date(machine.time) });
  t.teardown(() => again.close());
  t.equal(again.has(id), true);
  const mend = failing(store);
  while (again.has(id)) await sleep(1);
  mend();
  t.match(again.sandboxes(), [{ ...kept, age: 60_000 }], 'the other one has a minute left');
  t.equal(store.layers.worlds().length, 2, 'its rows are left to the next start');
  const third = new Worlds(store, { now: () => new Date(machine.time) });
  t.teardown(() => third.close());
  while (third.has(id)) await sleep(1);
  t.equal(store.layers.worlds().length, 1);
});

t.test(
  'the secrets of a sandbox that was made before they had a mark are removed, too',
  async (t) => {
    const store = storeOf(t, {});
    const sandbox = { id: 'a', login: 'sandbox-a', password: 'mot-1', key: 'cle-1', expires: null };
    store.layers.saveWorld(store.layers.create(), JSON.stringify({ sandbox }));
    const { worlds } = open(t, { store });
    t.match(worlds.sandboxes(), [{ id: 'a', created: '2016-03-14T09:26:53Z', expires: null }]);
    t.equal(worlds.redaction.text('mot-1 cle-1'), '*** ***');
  },
);

t.test('a lifetime is in milliseconds, up to the next whole second', async (t) => {
  const { worlds, machine } = open(t);
  machine.time += 1;
  const { id, expires } = worlds.createSandbox({ lifetime: 60_000 });
  t.equal(expires, '2016-03-14T09:27:54Z');
  await sleep(100);
  t.ok(worlds.has(id));
});

t.test(
  'a sandbox whose time was over while the server was down is dropped at the start',
  async (t) => {
    const { worlds, store, machine } = open(t);
    const { id } = worlds.createSandbox({ lifetime: 60_000 });
    worlds.close();
    machine.time += 3_600_000;
    const again = new Worlds(store, { now: () => new Date(machine.time) });
    t.teardown(() => again.close());
    while (again.has(id)) await sleep(1);
    t.strictSame(store.layers.worlds(), []);
  },
);

t.test('worlds are found again by the next start, where they were', async (t) => {
  const { worlds, store } = open(t);
  worlds.main.data.put('users', renamed('Principale'));
  worlds.main.freezeClock(new Date('2014-01-01T00:00:00Z'));
  worlds.main.saveSnapshot('a');
  const sandbox = worlds.createSandbox({ snapshot: 'a' });
  worlds.sandbox(sandbox.id).data.put('users', renamed('Bac'));
  worlds.sandbox(sandbox.id).replaceRules([{ id: 'own', seed: 1 }]);
  const untouched = worlds.createSandbox();
  const again = open(t, { store }).worlds;
  const names = [again.main, again.sandbox(sandbox.id), again.sandbox(untouched.id)].map(nameOf);
  t.strictSame(names, ['Principale', 'Bac', 'Morvan']);
  t.match(again.sandboxes(), [sandbox, untouched]);
  t.equal(again.main.now(), '2014-01-01T00:00:00Z');
  t.equal(again.sandbox(sandbox.id).now(), '2014-01-01T00:00:00Z');
  t.match(again.sandbox(sandbox.id).rules.list(), [{ id: 'own', seed: 1 }]);
});

t.test('a time at the start is what all clocks show, and return to', async (t) => {
  const now = new Date('2014-01-01T00:00:00Z');
  const { worlds, machine, store } = open(t, { now });
  const world = worlds.sandbox(worlds.createSandbox().id);
  machine.time += 1000;
  for (const each of [worlds.main, world]) {
    t.strictSame(each.readClock(), { now: '2014-01-01T00:00:01Z', mode: 'shifted' });
    each.realClock();
    each.reset();
    t.equal(each.now(), '2014-01-01T00:00:01Z');
  }
  worlds.main.freezeClock();
  const later = open(t, { store, now: new Date('2015-01-01T00:00:00Z') }).worlds;
  t.equal(later.main.now(), '2015-01-01T00:00:00Z', 'even where an earlier start left another');
});

t.test('a change that the storage refuses leaves clock, rules and data as they are', async (t) => {
  const { worlds, store } = open(t);
  const { main } = worlds;
  main.addRule({ id: 'a', seed: 1 });
  main.saveSnapshot('s');
  const before = [main.readClock(), main.rules.list(), nameOf(main)];
  const mend = failing(store);
  const changes = [
    () => main.freezeClock(new Date(0)),
    () => main.addRule({ id: 'b' }),
    () => main.deleteRule('a'),
    () => main.replaceRules([]),
    () => main.reset(),
    () => main.restoreSnapshot('s'),
    () => main.importState({}, { rules: [] }),
    () => main.data.put('users', renamed('Refusée')),
  ];
  for (const change of changes) t.throws(change, { name: 'StorageError' });
  mend();
  t.strictSame([main.readClock(), main.rules.list(), nameOf(main)], before);
});
