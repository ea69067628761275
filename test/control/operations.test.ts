import t, { type Test } from 'tap';
import { CONTROL_OPERATIONS, type ControlOperation } from '../../src/control/operations.ts';
import type { MockServer, SandboxHandle } from '../../src/index.ts';
import { folderOf, validFiles } from '../fixture-helpers.ts';
import { call, start } from '../helpers.ts';
import { ask, stateOf, THEMATIQUE } from './helpers.ts';

t.setTimeout(120_000);

const AT = '2016-03-14T09:26:53Z';
const RULE = { id: 'lente', seed: 1, delay: { fixed: 0 } };
const NEW_RULE = { id: 'absente', seed: 2, operation: 'getUser', delay: 5 };
const frozen = (now: string) => ({ now, mode: 'frozen' });

/** An operation, how it is called, and what it answers. */
interface Case {
  operationId: string;
  /** With `{other}` for the id of a sandbox that no test looks at, `{login}` for that of the world's application. */
  path: string;
  /** With `{world}` for a word of its own in each world. */
  body?: unknown;
  status: 200 | 201 | 204;
  /** The content of the answer; without it, the answer is empty. */
  answer?: unknown;
  /** Whether the world is another one after it. */
  changes?: true;
}

const CASES: Case[] = [
  { operationId: 'reset', path: '/reset', status: 204, changes: true },
  { operationId: 'resetData', path: '/reset-data', status: 204, changes: true },
  {
    operationId: 'listSnapshots',
    path: '/snapshots',
    status: 200,
    answer: [{ name: 'avant', created: AT }],
  },
  {
    operationId: 'saveSnapshot',
    path: '/snapshots/v1%2E%30_b-',
    status: 200,
    answer: { name: 'v1.0_b-', created: AT },
    changes: true,
  },
  {
    operationId: 'restoreSnapshot',
    path: '/snapshots/avant/restore',
    status: 204,
    changes: true,
  },
  { operationId: 'deleteSnapshot', path: '/snapshots/avant', status: 204, changes: true },
  {
    operationId: 'exportState',
    path: '/state',
    status: 200,
    answer: {
      thematiques: [{ tid: 1, nom: 'Nouveau' }],
      users: Array,
      clock: { mode: 'frozen', at: AT },
      rules: [RULE],
    },
  },
  {
    operationId: 'importState',
    path: '/state',
    body: { users: [] },
    status: 204,
    changes: true,
  },
  {
    operationId: 'listRecords',
    path: '/records/thematiques?limit=2&text=nouveau',
    status: 200,
    answer: [{ tid: 1, nom: 'Nouveau' }],
  },
  {
    operationId: 'addRecord',
    path: '/records/users',
    body: { uid: 4321 },
    status: 201,
    answer: { uid: 4321, statut: 0, date_creation: AT },
    changes: true,
  },
  {
    operationId: 'getRecord',
    path: '/records/thematiques/1',
    status: 200,
    answer: { tid: 1, nom: 'Nouveau' },
  },
  {
    operationId: 'putRecord',
    path: '/records/thematiques/4321',
    body: THEMATIQUE,
    status: 200,
    answer: { ...THEMATIQUE, tid: 4321 },
    changes: true,
  },
  {
    operationId: 'patchRecord',
    path: '/records/thematiques/1',
    body: { merge: { nom: 'Autre' } },
    status: 200,
    answer: { tid: 1, nom: 'Autre' },
    changes: true,
  },
  {
    operationId: 'restoreRecord',
    path: '/records/thematiques/1/restore',
    status: 204,
    changes: true,
  },
  { operationId: 'deleteRecord', path: '/records/propositions/1', status: 204, changes: true },
  {
    operationId: 'diff',
    path: '/diff?from=avant',
    status: 200,
    answer: [
      {
        collection: 'thematiques',
        key: 1,
        change: 'modified',
        fields: { nom: { after: 'Nouveau' } },
      },
    ],
  },
  {
    operationId: 'listSandboxes',
    path: '/sandboxes?credentials=true',
    status: 200,
    answer: [{ id: String, age: Number, applications: [{ key: /^fsm_/ }] }, { id: String }],
  },
  {
    operationId: 'createSandbox',
    path: '/sandboxes',
    status: 201,
    answer: { id: /^[0-9a-f]{12}$/, login: /^sandbox-/, password: String, key: String },
  },
  { operationId: 'dropSandbox', path: '/sandboxes/{other}', status: 204 },
  {
    operationId: 'listApplications',
    path: '/applications?credentials=true',
    status: 200,
    answer: [{ name: String, login: String, password: String, key: String }],
  },
  {
    operationId: 'addApplication',
    path: '/applications',
    body: { nom: 'Importeur', login: 'importeur-{world}' },
    status: 201,
    answer: { name: 'Importeur', login: /^importeur-/, password: /^fsm_/, key: /^fsm_/ },
    changes: true,
  },
  { operationId: 'revokeApplication', path: '/applications/{login}', status: 204, changes: true },
  {
    operationId: 'rotateKey',
    path: '/applications/{login}/rotate-key',
    status: 200,
    answer: { login: String, key: /^fsm_/ },
    changes: true,
  },
  {
    operationId: 'rotatePassword',
    path: '/applications/{login}/rotate-password',
    status: 200,
    answer: { login: String, password: /^fsm_/ },
    changes: true,
  },
  {
    operationId: 'listJournal',
    path: `/journal?operation=getUser&uid=1&status=200&after=0&since=${AT}`,
    status: 200,
    answer: [{ id: 1, operation: 'getUser', uid: 1, at: AT }],
  },
  {
    operationId: 'exportHar',
    path: '/journal.har?operation=getUser',
    status: 200,
    answer: { log: { version: '1.2', entries: [{ comment: 'request 1; getUser' }] } },
  },
  { operationId: 'clearJournal', path: '/journal', status: 204, changes: true },
  {
    operationId: 'waitForRequest',
    path: '/journal/wait',
    status: 200,
    answer: { id: 1, operation: 'getUser' },
  },
  {
    operationId: 'verify',
    path: '/journal/verify',
    body: { operation: 'getUser', uid: 1, times: 1 },
    status: 200,
    answer: { passed: true, matched: [{ id: 1 }], nearest: [] },
  },
  {
    operationId: 'unexpected',
    path: '/journal/unexpected',
    status: 200,
    answer: [{ id: 1, operation: 'getUser' }],
  },
  { operationId: 'listRules', path: '/rules', status: 200, answer: [{ ...RULE, matched: 1 }] },
  {
    operationId: 'addRule',
    path: '/rules',
    body: NEW_RULE,
    status: 201,
    answer: { ...NEW_RULE, matched: 0, acted: 0 },
    changes: true,
  },
  {
    operationId: 'replaceRules',
    path: '/rules',
    body: [NEW_RULE],
    status: 200,
    answer: [{ id: 'absente' }],
    changes: true,
  },
  { operationId: 'clearRules', path: '/rules', status: 204, changes: true },
  { operationId: 'deleteRule', path: '/rules/%6Cente', status: 204, changes: true },
  {
    operationId: 'releaseRule',
    path: '/rules/lente/release',
    body: { count: 1 },
    status: 200,
    answer: { released: 0 },
  },
  { operationId: 'unusedRules', path: '/rules/unused', status: 200, answer: [] },
  { operationId: 'readClock', path: '/clock', status: 200, answer: frozen(AT) },
  {
    operationId: 'setClock',
    path: '/clock/set',
    body: { at: '2017-01-01T00:00:00Z' },
    status: 200,
    answer: frozen('2017-01-01T00:00:00Z'),
    changes: true,
  },
  {
    operationId: 'freezeClock',
    path: '/clock/freeze',
    body: { at: '2018-01-01T00:00:00Z' },
    status: 200,
    answer: frozen('2018-01-01T00:00:00Z'),
    changes: true,
  },
  {
    operationId: 'advanceClock',
    path: '/clock/advance',
    body: { by: '-PT53S' },
    status: 200,
    answer: frozen('2016-03-14T09:26:00Z'),
    changes: true,
  },
  {
    operationId: 'realClock',
    path: '/clock/real',
    status: 200,
    answer: { mode: 'real' },
    changes: true,
  },
  {
    operationId: 'resetClock',
    path: '/clock/reset',
    status: 200,
    answer: { mode: 'real' },
    changes: true,
  },
  { operationId: 'readHttpsFault', path: '/https-fault', status: 200, answer: { fault: null } },
  {
    operationId: 'setHttpsFault',
    path: '/https-fault',
    body: { fault: null },
    status: 200,
    answer: { fault: null },
  },
  { operationId: 'report', path: '/report', status: 200, answer: { requests: 2 } },
  {
    operationId: 'fidelity',
    path: '/fidelity',
    status: 200,
    answer: {
      sentences: [{ number: 1, section: 'contents' }],
      rows: [{ id: 'operation.getIndex' }],
    },
  },
];

t.test('every operation is in the table above', async (t) => {
  t.strictSame(
    CASES.map(({ operationId }) => operationId),
    CONTROL_OPERATIONS.map(({ operationId }) => operationId),
  );
});

for (const each of CASES) {
  t.test(`${each.operationId} acts on the world it names, and not on another`, async (t) => {
    const server = await start(t, { report: true, fixtures: folderOf(t, validFiles()) });
    const sandbox = await prepare(server);
    await holds(t, server, each, undefined, sandbox.id);
    const { allWorlds } = CONTROL_OPERATIONS.find(
      ({ operationId }) => operationId === each.operationId,
    ) as ControlOperation;
    if (!allWorlds) await holds(t, server, each, sandbox.id, undefined);
  });
}

/** Two worlds that have seen everything once: a snapshot, a change after it, a rule, a request. */
async function prepare(server: MockServer): Promise<SandboxHandle> {
  const sandbox = server.sandbox();
  for (const world of [server, sandbox]) {
    world.freezeClock(AT);
    world.saveSnapshot('avant');
    world.putRecord('thematiques', { ...world.getRecord('thematiques', 1), nom: 'Nouveau' });
    world.replaceRules([RULE]);
    await call(world, '/users/1');
  }
  return sandbox;
}

async function holds(
  t: Test,
  server: MockServer,
  { operationId, path, body, status, answer, changes }: Case,
  sandbox: string | undefined,
  untouched: string | undefined,
): Promise<void> {
  const { method } = CONTROL_OPERATIONS.find((each) => each.operationId === operationId) ?? {};
  const other = server.sandbox().id;
  const before = await stateOf(server, sandbox);
  const elsewhere = await stateOf(server, untouched);
  const query = sandbox && `${path.includes('?') ? '&' : '?'}sandbox=${sandbox}`;
  const { json: applications } = await ask(server, 'GET', `/applications?${query?.slice(1) ?? ''}`);
  const own = path.replace('{other}', other).replace('{login}', applications[0].login);
  const target = `${own}${query ?? ''}`;

  const sent = body && JSON.stringify(body).replace('{world}', sandbox ?? 'main');
  const headers = sent ? { 'content-type': 'application/json' } : {};

  const given = await ask(server, method as string, target, { body: sent, headers });
  t.equal(given.status, status);
  t.equal(
    given.headers.get('content-type'),
    status === 204 ? null : 'application/json; charset=utf-8',
  );
  if (answer === undefined) t.equal(given.text, '');
  else t.match(given.json, answer);
  const after = await stateOf(server, sandbox);
  if (changes) t.notSame(after, before);
  else t.same(after, before);
  t.same(await stateOf(server, untouched), elsewhere);
}
