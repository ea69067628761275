import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { basic } from '../helpers.ts';
import { type Attack, type Scope, shown } from './attack.ts';
import { DEMO, type Who } from './demo.ts';
import { Random, SEED } from './random.ts';
import { type Sample, slopeOf } from './slope.ts';
import { Client, noProc, type Reply, type Sent, Victim } from './victim.ts';

/** Clients that do one thing after another. */
const WORKERS = 8;

/** The part of the time after which memory and handles are measured. */
const WARM_UP = 0.2;

/** From this many seconds on, the slope of memory is judged: before, it shows the garbage collector's moments. */
const JUDGED = 1800;

/** Most megabytes an hour; the long run's journal is full within the warm-up. */
const SLOPE = 20;

/** Most megabytes added after the warm-up, however short it was. */
const MARGIN = 256;

/** The work of tests of clients, for a long time; memory and handles must not grow. */
export const soak: Attack = {
  name: 'soak',
  unit: 'seconds',
  short: 12,
  long: 3600,
  skip: noProc,
  async run(scope, seconds) {
    const journal = [
      '--journal-requests',
      '5000',
      '--journal-total',
      '10000',
      '--journal-memory',
      '8',
    ];
    const victim = await Victim.start(scope, ['--generate', '2000', ...journal], { tls: true });
    const idle = victim.handles();
    const begin = performance.now();
    const elapsed = () => (performance.now() - begin) / 1000;
    const state = { done: 0, cut: 0, resets: 0, ended: false };
    const workers = Array.from({ length: WORKERS }, (_, index) =>
      work(scope, victim, SEED + index, state),
    );
    const watch = async () => {
      const memory: Sample[] = [];
      const handles: Sample[] = [];
      while (elapsed() < seconds) {
        await sleep(Math.min(5000, (seconds * 1000) / 50));
        victim.check();
        if (elapsed() < seconds * WARM_UP) continue;
        memory.push([elapsed() / 3600, victim.memory()]);
        handles.push([elapsed() / 3600, victim.handles()]);
      }
      state.ended = true;
      return { memory, handles };
    };
    const [{ memory, handles }] = await Promise.all([watch(), ...workers]);
    await victim.handlesAtMost(idle);
    const slope = slopeOf(memory);
    if (seconds >= JUDGED) assert.ok(slope < SLOPE, `${slope} MB an hour`);
    const [first, last] = [memory[0]?.[1] ?? 0, memory.at(-1)?.[1] ?? 0];
    assert.ok(last < first + MARGIN, `memory ${first}, then ${last} MB`);
    return [
      `${shown(seconds)} s, ${shown(state.done)} requests over HTTP and HTTPS`,
      `memory ${shown(first)} MB after the warm-up, ${shown(last)} MB at the end`,
      ...(seconds < JUDGED
        ? []
        : [`slope ${shown(slope, 2)} MB/h and ${shown(slopeOf(handles), 2)} handles/h`]),
      `${Math.max(0, victim.handles() - idle)} handles left`,
      `${shown(state.cut)} requests cut by ${shown(state.resets / 2)} resets`,
    ].join('; ');
  },
};

interface State {
  done: number;
  /** Requests that a reset has cut. */
  cut: number;
  /** The beginnings and ends of resets. */
  resets: number;
  ended: boolean;
}

async function work(scope: Scope, victim: Victim, seed: number, state: State): Promise<void> {
  const random = new Random(seed);
  const client = new Client(scope, victim, 4);
  let latest = '';
  const origin = () => (random.in(2) ? victim.url : (victim.secureUrl as string));
  const send = async (path: string, sent: Sent, expected: number): Promise<Reply> => {
    latest = path;
    const { resets } = state;
    let reply: Reply;
    try {
      reply = await client.send(`${origin()}${path}`, sent);
    } catch (error) {
      // A reset closes the connections of the requests whose bodies arrive meanwhile.
      if (state.resets === resets && state.resets % 2 === 0) throw error;
      state.cut++;
      return send(path, sent, expected);
    }
    assert.equal(reply.status, expected, `${path}: ${reply.text.slice(0, 500)}`);
    state.done++;
    return reply;
  };
  /** A request of the API, as the demo application or a sandbox's. */
  const api = (path: string, expected = 200, body?: unknown, who: Who = DEMO) =>
    send(`/api${path}${path.includes('?') ? '&' : '?'}key=${who.key}`, sentBy(who, body), expected);
  const control = (method: string, path: string, expected: number, body?: unknown) =>
    send(`/_mock${path}`, { method, ...json(body) }, expected);

  const users: { uid: number }[] = JSON.parse((await api('/users')).text);
  // From 9,000 on, they simulate failures.
  const uids = users.map(({ uid }) => uid).filter((uid) => uid < 9000);
  const activities: (() => Promise<unknown>)[] = [
    () => api(`/users/${random.one(uids)}`),
    () => api(random.one(['/', '/thematiques', '/campagnes', '/users?statut=1'])),
    () => api(random.one(['/users', '/propositions', '/actualisation', '/actualisation/2016-S1'])),
    () => api(`/users/${random.one(uids)}/statut`, 200, { action: random.below(2) }),
    () => api(`/users/${random.one(uids)}/statut`, 400, { action: 'x'.repeat(1000) }),
    () => api('/users/1', 401, undefined, { ...DEMO, password: 'wrong' }),
    () => api('/nowhere', 404),
    () => control('GET', `/journal?limit=${1 + random.below(50)}`, 200),
    () => control('PATCH', `/records/users/${random.one(uids)}`, 200, PATCH),
    () => send(random.one(['/docs/', '/docs/json', '/', '/ca.pem']), {}, 200),
    async () => {
      // A client that leaves in the middle of a list, over a connection of its own.
      const leaving = new Client(scope, victim, 1);
      const sent = sentBy(DEMO);
      const response = await leaving.open(`${origin()}/api/users?key=${DEMO.key}`, sent);
      response.on('error', () => {});
      response.destroy();
      leaving.close();
      state.done++;
    },
    async () => {
      const following = new Client(scope, victim, 1);
      const response = await following.open(`${origin()}/_mock/journal/stream`);
      response.on('error', () => {});
      await api('/users/1');
      response.destroy();
      following.close();
      state.done++;
    },
    async () => {
      const sandbox = JSON.parse((await control('POST', '/sandboxes', 201, {})).text);
      const place = `?sandbox=${sandbox.id}`;
      await control('POST', `/rules${place}`, 201, RULE);
      await control('PUT', `/snapshots/a${place}`, 200);
      for (let turn = 0; turn < 5; turn++) {
        await api('/users/1/statut', 200, { action: turn % 2 }, sandbox);
      }
      await api('/users/2', 503, undefined, sandbox);
      await control('POST', `/journal/verify${place}`, 200, {
        operation: 'setUserStatut',
        times: 5,
      });
      await control('POST', `/snapshots/a/restore${place}`, 204);
      await control('GET', `/journal.har${place}`, 200);
      await control('DELETE', `/sandboxes/${sandbox.id}`, 204);
    },
  ];
  try {
    while (!state.ended) {
      await random.one(activities)();
      await sleep(random.below(10));
      if (state.resets % 2 === 0 && random.in(500)) {
        state.resets++;
        await control('POST', '/reset', 204);
        state.resets++;
      }
    }
  } catch (error) {
    if (!state.ended) throw new Error(`after ${latest}`, { cause: error });
  } finally {
    state.ended = true;
    client.close();
  }
}

const PATCH = { merge: { ville: 'Bastia' } };

const RULE = { operation: 'getUser', match: { uid: 2 }, then: { action: 'answer', status: 503 } };

const json = (body: unknown): Sent =>
  body === undefined
    ? {}
    : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };

function sentBy({ login, password }: Who, body?: unknown): Sent {
  const { headers, ...sent } = json(body);
  const authorization = basic(`${login}:${password}`);
  return {
    method: body === undefined ? 'GET' : 'POST',
    ...sent,
    headers: { ...headers, authorization },
  };
}
