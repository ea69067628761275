import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { type MockServer, startServer } from '../../src/index.ts';
import { basic } from '../helpers.ts';
import { type Attack, type Scope, shown } from './attack.ts';
import { DEMO } from './demo.ts';
import { inject, noStrace } from './injection.ts';
import { Random, SEED } from './random.ts';
import { Client, Victim } from './victim.ts';

/** Most milliseconds from the first acknowledged change, which loads the control plane, to the kill. */
const LATEST = 250;

/** Most writes from the moment in which they are counted to the one that kills. */
const WRITES = 30;

/** A change: method, path and body. */
type Change = readonly [method: string, path: string, body?: unknown];

/**
 * Changes of every kind while the server is killed again and again; a second server gets the acknowledged ones. After
 * each kill both must have the same state, with or without the change that was under way.
 */
export const kill: Attack = {
  name: 'kill',
  unit: 'kills',
  short: 8,
  long: 200,
  async run(scope, size) {
    const random = new Random(SEED);
    const changes = sequence(random);
    const twin = await startServer();
    scope.teardown(() => twin.close());
    const database = path.join(scope.folder(), 'a.db');
    const counts = { acknowledged: 0, kept: 0, lost: 0, atWrites: 0 };
    for (let round = 0; round < size; round++) {
      const victim = await Victim.start(scope, ['--database', database]);
      const client = new Client(scope, victim, 1);
      const atWrite = round % 2 === 0 && !noStrace;
      let killed: Promise<unknown> | undefined;
      let change: Change;
      for (;;) {
        change = changes.next().value as Change;
        const status = await apply(client, victim.url, change).catch(() => undefined);
        if (status === undefined) break;
        counts.acknowledged++;
        const expected = await apply(client, twin.url, change);
        if (status !== expected) throw new Error(`${change} got ${status}, not ${expected}`);
        killed ??= atWrite
          ? inject(scope, victim.pid, 'pwrite64', `signal=SIGKILL:when=${1 + random.below(WRITES)}`)
          : sleep(random.below(LATEST)).then(() => victim.command.stop('SIGKILL'));
      }
      await killed;
      await victim.command.exit;
      if (atWrite) counts.atWrites++;
      if (await resumed(scope, database, client, twin, change)) counts.kept++;
      else counts.lost++;
      client.close();
    }
    return [
      `${shown(size)} kills, ${shown(counts.atWrites)} of them at a write and the others at random`,
      `${shown(counts.acknowledged)} acknowledged changes, 0 lost`,
      `of the changes under way ${shown(counts.kept)} whole, ${shown(counts.lost)} without a trace, 0 in parts`,
    ].join('; ');
  },
};

/** Starts the killed server again; whether it has the change that was under way. Gives it to the twin if so. */
async function resumed(
  scope: Scope,
  database: string,
  client: Client,
  twin: MockServer,
  change: Change,
): Promise<boolean> {
  const again = await Victim.start(scope, ['--database', database]);
  const state = await stateOf(client, again.url);
  await again.command.stop('SIGKILL');
  const without = await stateOf(client, twin.url);
  // A change that changes nothing is without a trace either way.
  if (isDeepStrictEqual(state, without)) return false;
  await apply(client, twin.url, change);
  const with_ = await stateOf(client, twin.url);
  if (isDeepStrictEqual(state, with_)) return true;
  const lines = [without, with_].map((each) => differing(each, state)).join('\nor\n');
  throw new Error(`killed during ${JSON.stringify(change)}, its state differs in:\n${lines}`);
}

/** The lines that one of two states has. */
function differing(one: unknown, other: unknown): string {
  const [ones, others] = [one, other].map((state) => JSON.stringify(state, null, 1).split('\n'));
  const missing = ones?.filter((line) => !others?.includes(line)) ?? [];
  const more = others?.filter((line) => !ones?.includes(line)) ?? [];
  return [...missing.map((line) => `expected ${line}`), ...more].join('\n');
}

async function apply(client: Client, url: string, [method, below, body]: Change): Promise<number> {
  const headers = {
    authorization: basic(`${DEMO.login}:${DEMO.password}`),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  const sent = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) };
  const { status, text } = await client.send(`${url}${below}`, sent);
  if (status >= 500) throw new Error(`${method} ${below}: ${text}`);
  return status;
}

/** All that is kept of the main world; times of the machine and seeds of rules, which differ between the servers, are left out. */
async function stateOf(client: Client, url: string): Promise<unknown[]> {
  const paths = [
    '/state',
    '/snapshots',
    '/rules',
    '/clock',
    '/applications?credentials=true',
    '/diff',
  ];
  const answers: unknown[] = [];
  for (const below of paths) {
    const { text } = await client.send(`${url}/_mock${below}`);
    answers.push(
      JSON.parse(text, (name, value) =>
        ['now', 'created', 'offset', 'seed'].includes(name) ? undefined : value,
      ),
    );
  }
  return answers;
}

/** Changes without end. A reset sets the clock free: the next change freezes it again, before it writes a time. */
function* sequence(random: Random): Generator<Change, never> {
  const freeze = (): Change => ['POST', '/_mock/clock/freeze', { at: random.one(INSTANTS) }];
  yield freeze();
  for (;;) {
    const uid = 1 + random.below(5);
    const name = random.one(['a', 'b']);
    const rule = {
      id: random.one(['une', 'deux']),
      operation: 'getUser',
      match: { uid },
      delay: 1,
    };
    const changes: readonly (() => Change)[] = [
      () => ['POST', `/api/users/${uid}/statut?key=${DEMO.key}`, { action: random.below(2) }],
      () => [
        'PATCH',
        `/_mock/records/users/${uid}`,
        { merge: { ville: `Ville ${random.below(9)}` } },
      ],
      () => ['PUT', `/_mock/records/thematiques/${90 + uid}`, { ...THEMATIQUE, tid: 90 + uid }],
      () => ['DELETE', `/_mock/records/users/${uid}?cascade=true`],
      () => ['POST', `/_mock/records/users/${uid}/restore`],
      () => ['POST', '/_mock/records/propositions', { id: 9000 + uid, auteur: uid }],
      () => ['PUT', `/_mock/snapshots/${name}`],
      () => ['POST', `/_mock/snapshots/${name}/restore`],
      () => ['DELETE', `/_mock/snapshots/${name}`],
      () => ['POST', '/_mock/rules', rule],
      () => ['PUT', '/_mock/rules', [rule]],
      () => ['DELETE', '/_mock/rules'],
      () => ['POST', '/_mock/clock/advance', { by: 'P1D' }],
      freeze,
      () => ['POST', '/_mock/applications', { ...APPLICATION, login: name, cle: `cle-${name}` }],
      () => ['DELETE', `/_mock/applications/${name}`],
      () => ['PUT', '/_mock/state', { thematiques: [THEMATIQUE] }],
      () => ['POST', '/_mock/reset-data'],
    ];
    yield random.one(changes)();
    if (!random.in(25)) continue;
    yield ['POST', '/_mock/reset'];
    yield freeze();
  }
}

const INSTANTS = ['2016-03-14T09:26:53Z', '2014-01-01T00:00:00Z', '2017-07-01T12:00:00Z'];

const APPLICATION = { nom: 'Essai', mot_de_passe: 'passe-partout' };

const THEMATIQUE = {
  tid: 1,
  nom: 'Mer',
  description: 'Le large.',
  parent: null,
  date_creation: '2016-01-01T00:00:00Z',
  date_modification: '2016-01-01T00:00:00Z',
};
