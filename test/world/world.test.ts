import t from 'tap';
import { type Answer, call, postStatut, start } from '../helpers.ts';

const NOW = '2016-03-14T09:26:53Z';

/** A server whose data, clock, rules and journal are no longer those it started with. */
async function changed(t: Parameters<typeof start>[0]) {
  const server = await start(t);
  const baseline = { rules: server.listRules(), state: server.exportState() };
  server.freezeClock(NOW);
  server.replaceRules([{ id: 'own', operation: 'listUsers', seed: 1, delay: 1 }]);
  await postStatut(server, 1, { action: 0 });
  server.deleteRecord('propositions', 1);
  return { server, baseline };
}

const unknown = (message: RegExp) => ({ name: 'WorldError', kind: 'unknown', message });

t.test('reset goes back to the baseline: data, clock, rules, journal', async (t) => {
  const { server, baseline } = await changed(t);
  server.saveSnapshot('kept');
  t.equal(server.diff().length, 2);
  t.equal(server.listJournal().length, 1);
  server.reset();
  t.strictSame(server.diff(), []);
  t.strictSame(server.exportState().users, baseline.state.users);
  t.equal(server.readClock().mode, 'real');
  t.strictSame(
    server.listRules().map(({ id }) => id),
    baseline.rules.map(({ id }) => id),
  );
  t.strictSame(server.listJournal(), []);
  t.match(server.listSnapshots(), [{ name: 'kept' }], 'snapshots stay');
  t.equal((await call(server, '/users/1')).json.statut, 1);
  t.match(server.listJournal(), [{ id: 1 }], 'requests are counted anew');
});

t.test('a snapshot brings back data, clock and rules, and empties the journal', async (t) => {
  const { server } = await changed(t);
  t.strictSame(server.saveSnapshot('a'), { name: 'a', created: NOW });
  const state = server.exportState();
  server.setClock('2017-01-01T00:00:00Z');
  server.replaceRules([]);
  await postStatut(server, 1, { action: 1 });
  server.deleteRecord('propositions', 2);
  server.restoreSnapshot('a');
  t.strictSame(server.exportState(), state);
  t.strictSame(server.readClock(), { now: NOW, mode: 'frozen' });
  t.match(server.listRules(), [{ id: 'own', seed: 1 }]);
  t.strictSame(server.listJournal(), []);
  t.equal((await call(server, '/users/1')).json.statut, 0);
});

t.test('snapshots are listed as they were taken, overwritten and deleted by name', async (t) => {
  const server = await start(t);
  server.freezeClock(NOW);
  for (const name of ['b', 'a', 'c']) server.saveSnapshot(name);
  server.advanceClock(-3600);
  server.deleteRecord('propositions', 1);
  server.saveSnapshot('b');
  t.strictSame(server.listSnapshots(), [
    { name: 'a', created: NOW },
    { name: 'c', created: NOW },
    { name: 'b', created: '2016-03-14T08:26:53Z' },
  ]);
  server.reset();
  server.restoreSnapshot('b');
  t.match(server.diff(), [{ key: 1, change: 'deleted' }], 'the later one holds');
  server.deleteSnapshot('c');
  t.match(server.listSnapshots(), [{ name: 'a' }, { name: 'b' }]);
});

t.test('a snapshot that is unknown is refused, and those that are known are named', async (t) => {
  const server = await start(t);
  const actions: ((name: string) => unknown)[] = [
    (name) => server.restoreSnapshot(name),
    (name) => server.deleteSnapshot(name),
    (name) => server.diff({ from: name }),
    (name) => server.diff({ to: name }),
    (snapshot) => server.sandbox({ snapshot }),
  ];
  for (const action of actions) {
    t.throws(() => action('x'), unknown(/no snapshot "x": there are no snapshots\.$/));
  }
  server.saveSnapshot('a');
  server.saveSnapshot('b');
  for (const action of actions) {
    t.throws(() => action('x'), unknown(/no snapshot "x": the snapshots are a, b\.$/));
  }
});

for (const name of ['', 'a b', 'a/b', 'é', 'a'.repeat(101), 1, undefined]) {
  t.test(`a snapshot cannot be named ${JSON.stringify(name)}`, async (t) => {
    const server = await start(t);
    t.throws(() => server.saveSnapshot(name as string), {
      kind: 'invalid',
      message: /expected a name of letters, digits/,
    });
  });
}

t.test('the difference from the baseline lists records and their members', async (t) => {
  const server = await start(t);
  server.freezeClock(NOW);
  t.strictSame(server.diff(), []);
  const user = server.getRecord('users', 1);
  await postStatut(server, 1, { action: 0 });
  server.deleteRecord('propositions', 1);
  const thematique = { ...server.getRecord('thematiques', 1), tid: 99, nom: 'Neuve', autre: [1] };
  server.putRecord('thematiques', thematique);
  const [modified, created, deleted, ...others] = server.diff();
  t.strictSame(modified, {
    collection: 'users',
    key: 1,
    change: 'modified',
    fields: {
      statut: { before: 1, after: 0 },
      date_modification: { before: user.date_modification, after: NOW },
      date_desinscription: { before: null, after: NOW },
    },
  });
  t.match(created, { collection: 'thematiques', key: 99, change: 'created' });
  t.strictSame(created?.fields.autre, { before: null, after: [1] });
  t.match(deleted, { collection: 'propositions', key: 1, change: 'deleted' });
  t.strictSame(deleted?.fields.id, { before: 1, after: null });
  t.strictSame(others, []);
});

t.test('a change that is undone makes no difference', async (t) => {
  const server = await start(t);
  const { parent, nom, ...rest } = server.getRecord('thematiques', 1);
  server.putRecord('thematiques', { ...rest, parent, nom: 'Autre', b: 1, a: 2 });
  server.saveSnapshot('further');
  t.equal(server.diff().length, 1);
  server.putRecord('thematiques', { a: 2, b: 1, ...rest, nom: 'Autre' });
  t.strictSame(server.diff({ from: 'further' }), [], 'nor does the order of members');
  server.putRecord('thematiques', { ...rest, nom });
  t.strictSame(server.diff(), []);
});

t.test('the difference between snapshots, and from one to now', async (t) => {
  const server = await start(t);
  server.saveSnapshot('first');
  server.deleteRecord('propositions', 1);
  server.saveSnapshot('second');
  server.deleteRecord('propositions', 2);
  const changes = (between: { from?: string; to?: string }) =>
    server.diff(between).map(({ key, change }) => `${key} ${change}`);
  t.strictSame(changes({}), ['1 deleted', '2 deleted']);
  t.strictSame(changes({ from: 'first', to: 'second' }), ['1 deleted']);
  t.strictSame(changes({ from: 'second', to: 'first' }), ['1 created']);
  t.strictSame(changes({ from: 'second' }), ['2 deleted']);
  t.strictSame(changes({ to: 'second' }), ['1 deleted']);
});

t.test('rules are added, replaced and deleted by id', async (t) => {
  const server = await start(t);
  t.strictSame(server.replaceRules([]), []);
  t.throws(() => server.deleteRule('x'), unknown(/no rule "x": there are no rules\.$/));
  t.match(server.addRule({ id: 'a', delay: 1 }), { id: 'a', matched: 0, acted: 0 });
  t.match(
    server.replaceRules([
      { id: 'b', delay: 1 },
      { id: 'c', delay: 1 },
    ]),
    [
      { id: 'b', delay: 1 },
      { id: 'c', delay: 1 },
    ],
  );
  t.throws(() => server.deleteRule('x'), unknown(/no rule "x": the rules are b, c\.$/));
  server.replaceRules(Array.from({ length: 1000 }, (_, index) => ({ id: `r${index}`, delay: 1 })));
  t.throws(() => server.deleteRule('x'), unknown(/are r0, r1, .*, r19, and 980 more\.$/));
  server.replaceRules([
    { id: 'b', delay: 1 },
    { id: 'c', delay: 1 },
  ]);
  server.deleteRule('b');
  t.match(server.listRules(), [{ id: 'c' }]);
  t.throws(() => server.replaceRules([{ id: 'd', delay: 1 }, { times: 0 }]), {
    kind: 'invalid',
    message: /\/1\/times: found 0; expected an integer ≥ 1/,
  });
  t.match(server.listRules(), [{ id: 'c' }], 'and nothing has changed');
});

t.test('a clock that is set is that of all the API says', async (t) => {
  const server = await start(t, { now: '2014-02-03T10:00:00Z' });
  t.equal(server.readClock().mode, 'shifted');
  const etats = async () =>
    (await call(server, '/campagnes')).json.slice(0, 2).map(({ etat }: { etat: string }) => etat);
  const times: [() => { now: string }, string, string[]][] = [
    [
      () => server.freezeClock('2014-02-02T22:59:59Z'),
      '2014-02-02T22:59:59Z',
      ['en_cours', 'a_venir'],
    ],
    [() => server.advanceClock(1), '2014-02-02T23:00:00Z', ['en_cours', 'en_cours']],
    [
      () => server.setClock('2014-05-01T00:00:00Z'),
      '2014-05-01T00:00:00Z',
      ['terminee', 'en_cours'],
    ],
    [() => server.setClock('0000-01-01T00:00:00Z'), '0000-01-01T00:00:00Z', ['a_venir', 'a_venir']],
    [
      () => server.setClock('9999-12-31T23:59:59Z'),
      '9999-12-31T23:59:59Z',
      ['terminee', 'terminee'],
    ],
  ];
  for (const [change, now, expected] of times) {
    t.equal(change().now, now);
    t.strictSame(await etats(), expected, now);
    t.equal((await call(server, '/actualisation')).json.genere_le, now);
    t.equal(server.listJournal().at(-1)?.at, now);
    const statut = (await call(server, '/users/1')).json.statut;
    const answer: Answer = await postStatut(server, 1, { action: 1 - statut });
    t.strictSame(answer.json, { uid: 1, statut: 1 - statut, date_modification: now });
  }
  t.equal(server.realClock().mode, 'real');
});

t.test('a repeated statut, and that of an unknown partner, change nothing', async (t) => {
  const server = await start(t);
  const { date_modification } = server.getRecord('users', 1);
  const same = await postStatut(server, 1, { action: 1 });
  t.strictSame(same.json, { uid: 1, statut: 1, date_modification });
  t.equal((await postStatut(server, 9999, { action: 1 })).status, 404);
  t.strictSame(server.diff(), []);
});

t.test('times that the API cannot write are refused, and change nothing', async (t) => {
  const server = await start(t);
  server.freezeClock(NOW);
  const refused: [() => unknown, RegExp][] = [
    [() => server.advanceClock(1e12), /years 0000 to 9999/],
    [() => server.advanceClock(Number.NaN), /found NaN; expected a number/],
    [() => server.advanceClock((() => 1) as never), /found a function; expected a number/],
    [() => server.setClock('10000-01-01T00:00:00Z'), /expected an instant/],
    [() => server.setClock('2016-02-30T00:00:00Z'), /expected an instant/],
    [() => server.freezeClock('2016-03-14'), /expected an instant/],
  ];
  for (const [change, message] of refused) t.throws(change, { kind: 'invalid', message });
  t.strictSame(server.readClock(), { now: NOW, mode: 'frozen' });
});
