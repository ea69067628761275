import t from 'tap';
import { OPERATIONS } from '../../src/contract/operations.ts';
import { DESCRIBED_OPERATIONS, type OperationDescription } from '../../src/control/operations.ts';
import { ask, stateOf } from '../control/helpers.ts';
import { call, postStatut, start, type Target } from '../helpers.ts';

/** The operation in the document that a server serves, found by its id. */
async function described(server: Target, plane: string, operationId: string): Promise<Described> {
  const document = JSON.parse(await (await fetch(`${server.url}/openapi${plane}.json`)).text());
  const items: Record<string, Described>[] = Object.values(document.paths);
  const found = items.flatMap((item) => Object.values(item));
  return found.find((each) => each.operationId === operationId) as Described;
}

interface Described {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly example?: string | number }[];
  readonly requestBody?: {
    readonly content: Readonly<
      Record<string, { readonly examples: Readonly<Record<string, Example>> }>
    >;
  };
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, Content>> }>
  >;
}

interface Example {
  readonly value: object;
}

interface Content {
  readonly example?: object;
  readonly examples?: Readonly<Record<string, Example>>;
}

/** Requests that break what an operation takes, each in the way that its 400 shows. */
const BROKEN: Readonly<Record<string, string>> = {
  getUser: '/users/0',
  listUsers: '/users?statut=2',
  getActualisationSemestre: '/actualisation/2016',
};

const server = await start(t);

for (const { operationId } of OPERATIONS) {
  t.test(`the 400 of ${operationId} is shown as the server answers it`, async (t) => {
    const { responses } = await described(server, '', operationId);
    const shown = responses['400']?.content['application/problem+json']?.examples;
    const path = BROKEN[operationId];
    if (operationId === 'setUserStatut') {
      t.strictSame(
        (await postStatut(server, 1, { action: 2 })).json,
        shown?.requete_invalide?.value,
      );
    } else if (path === undefined) {
      t.notMatch(shown?.requete_invalide?.value, { errors: {} }, 'it takes nothing');
    } else {
      t.strictSame((await call(server, path)).json, shown?.requete_invalide?.value);
    }
  });
}

t.test('the examples of setUserStatut change a partner', async (t) => {
  const server = await start(t);
  const { parameters = [], requestBody, responses } = await described(server, '', 'setUserStatut');
  const uid = Number(parameters[0]?.example);
  const [body] = Object.values(requestBody?.content['application/json']?.examples ?? {});
  t.strictSame(body?.value, { action: 1 });
  t.match((await call(server, `/users/${uid}`)).json, { statut: 0 });
  const { json } = await postStatut(server, uid, body?.value);
  t.strictSame(Object.keys(json), ['uid', 'statut', 'date_modification']);
  t.match(responses['200']?.content['application/json']?.example, { uid, statut: json.statut });
  t.match((await call(server, `/users/${uid}`)).json, { statut: 1 });
  const next = await described(server, '', 'setUserStatut');
  t.not(next.parameters?.[0]?.example, uid, 'the next reader gets another one');
});

t.test('with registered partners only, the first example unregisters one', async (t) => {
  const { json } = await call(await start(t), '/users/1');
  const users = [{ ...json, uid: 4321, statut: 1, thematiques: [] }];
  const server = await start(t, { fixtures: t.testdir({ 'users.json': JSON.stringify(users) }) });
  const { parameters, requestBody, responses } = await described(server, '', 'setUserStatut');
  t.equal(parameters?.[0]?.example, 4321);
  const examples = Object.values(requestBody?.content['application/json']?.examples ?? {});
  t.strictSame(
    examples.map(({ value }) => value),
    [{ action: 0 }, { action: 1 }],
  );
  t.match(responses['200']?.content['application/json']?.example, { uid: 4321, statut: 0 });
});

/** The operations whose examples create what those of others are about. */
const FIRST: Readonly<Record<string, string>> = {
  restoreSnapshot: 'saveSnapshot',
  deleteSnapshot: 'saveSnapshot',
  deleteRecord: 'putRecord',
  deleteRule: 'addRule',
  releaseRule: 'addRule',
  revokeApplication: 'addApplication',
  rotateKey: 'addApplication',
  rotatePassword: 'addApplication',
};

/** Requests an operation of the control plane with its examples. */
async function execute(
  server: Target,
  { operationId, path, method, example }: OperationDescription,
) {
  const { parameters = [] } = await described(server, '-control', operationId);
  const filled = parameters.reduce(
    (text, { name, example }) => text.replace(`{${name}}`, `${example}`),
    path,
  );
  return ask(server, method, filled, { body: example });
}

function operation(id: string): OperationDescription {
  return DESCRIBED_OPERATIONS.find(({ operationId }) => operationId === id) as OperationDescription;
}

/** Not by examples: all data, the id of a sandbox that was created, a stream; 409 without requests; only with HTTPS. */
const OTHERS = [
  'importState',
  'dropSandbox',
  'streamJournal',
  'waitForRequest',
  'verify',
  'setHttpsFault',
];

t.test(
  'every operation of the control plane succeeds with its examples, and harms nothing',
  async (t) => {
    const server = await start(t, { report: true });
    for (const each of DESCRIBED_OPERATIONS.filter(
      ({ operationId }) => !OTHERS.includes(operationId),
    )) {
      const first = FIRST[each.operationId];
      if (first) await execute(server, operation(first));
      const { status, text } = await execute(server, each);
      t.ok(status < 300, `${each.operationId} ${status} ${text.slice(0, 200)}`);
      const { json } = await ask(server, 'GET', '/diff');
      t.notOk(JSON.stringify(json).includes('"deleted"'), `${each.operationId} deletes no record`);
      await ask(server, 'POST', '/reset');
      await ask(server, 'DELETE', '/applications/de-plus');
      await ask(server, 'DELETE', '/snapshots/essai');
      t.equal((await call(server, '/users/1')).status, 200, each.operationId);
    }
  },
);

for (const id of [
  'addRecord',
  'putRecord',
  'patchRecord',
  'addRule',
  'replaceRules',
  'setClock',
  'freezeClock',
  'addApplication',
]) {
  t.test(
    `the examples of ${id} change something, but no record, rule or application away`,
    async (t) => {
      const server = await start(t);
      const before = await stateOf(server);
      await execute(server, operation(id));
      t.notSame(await stateOf(server), before);
      t.equal((await call(server, '/users/1')).status, id.includes('Rule') ? 503 : 200);
      t.equal((await call(server, '/users/1')).status, 200);
    },
  );
}
