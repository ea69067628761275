import t, { type Test } from 'tap';
import { CONTROL_OPERATIONS } from '../../src/control/operations.ts';
import { type Answer, call, firstAnswer, raw, start, statusOf } from '../helpers.ts';
import { type AskOptions, ask, stateOf, THEMATIQUE } from './helpers.ts';

t.setTimeout(120_000);

/** A refusal in English that says which and, where it can, where. */
function refused(t: Test, answer: Answer, status: number, code: string): void {
  t.equal(answer.status, status);
  t.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8');
  t.match(answer.json, {
    type: `urn:faire-simple-mock:problem:${code}`,
    title: /^[A-Z][a-z ]+$/,
    status,
    detail: /^[A-Z].*[.:…»]$/,
    code,
  });
  t.notMatch(answer.text, /\bat .*\.ts:\d|node_modules|stack/);
}

t.test('GET /_mock lists every operation, by name, method and place', async (t) => {
  const server = await start(t);
  for (const path of ['', '/']) {
    const { status, json } = await ask(server, 'GET', path);
    t.equal(status, 200);
    t.match(json.about, /control plane/);
    t.strictSame(
      json.operations,
      CONTROL_OPERATIONS.map(({ operationId, method, path, summary }) => ({
        operationId,
        method,
        href: `/_mock${path}`,
        summary,
      })),
    );
  }
});

const METHODS: [string, string, string][] = [
  ['POST', '', 'GET, HEAD'],
  ['PUT', '/', 'GET, HEAD'],
  ['GET', '/reset', 'POST'],
  ['HEAD', '/reset', 'POST'],
  ['OPTIONS', '/state', 'GET, HEAD, PUT'],
  ['PROPFIND', '/state', 'GET, HEAD, PUT'],
  ['POST', '/records/users/1', 'GET, HEAD, PUT, PATCH, DELETE'],
  ['PATCH', '/state', 'GET, HEAD, PUT'],
  ['POST', '/snapshots/a%20b', 'PUT, DELETE'],
  ['PATCH', '/rules/', 'GET, HEAD, POST, PUT, DELETE'],
  ['PUT', '/journal?after=1', 'GET, HEAD, DELETE'],
  ['DELETE', '/journal/stream', 'GET, HEAD'],
];

const shared = await start(t);

for (const [method, path, allow] of METHODS) {
  t.test(`${method} ${path || 'the root'} is refused: the path takes ${allow}`, async (t) => {
    const answer = await ask(shared, method, path);
    t.equal(answer.headers.get('allow'), allow);
    if (method === 'HEAD') t.strictSame([answer.status, answer.text], [405, '']);
    else refused(t, answer, 405, 'method_not_allowed');
  });
}

t.test(
  'HEAD is answered wherever GET is, without a body, and without an end that is late',
  async (t) => {
    const server = await start(t);
    for (const path of ['', '/', '/state', '/clock', '/journal', '/rules', '/records/users/7']) {
      const get = await ask(server, 'GET', path);
      const head = await ask(server, 'HEAD', path);
      t.strictSame([get.status, head.status, head.text], [200, 200, ''], path);
      t.equal(head.headers.get('content-type'), get.headers.get('content-type'));
    }
    const stream = await ask(server, 'HEAD', '/journal/stream');
    t.equal(stream.status, 200);
    t.equal(stream.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    t.equal((await ask(server, 'HEAD', '/state?sandbox=x')).status, 404);
  },
);

/** An error, its request, and the answer: status, code, and the named places. */
type Refusal = [string, string, string, AskOptions, number, string, string[]?];

const text = (type?: string) => ({
  body: '{}',
  headers: { 'content-type': type ?? 'text/plain' },
});
const REFUSALS: Refusal[] = [
  ['an unknown path', 'GET', '/nothing', {}, 404, 'not_found'],
  ['a path too deep', 'POST', '/reset/now', {}, 404, 'not_found'],
  ['a parameter that is empty', 'DELETE', '/sandboxes//', {}, 404, 'not_found'],
  ['an unknown sandbox', 'GET', '/state?sandbox=x', {}, 404, 'not_found'],
  ['a sandbox unknown to the stream', 'GET', '/journal/stream?sandbox=x', {}, 404, 'not_found'],
  ['a sandbox to drop that is none', 'DELETE', '/sandboxes/x', {}, 404, 'not_found'],
  ['a percent sign that encodes nothing', 'DELETE', '/sandboxes/%', {}, 404, 'not_found'],
  ['an unknown snapshot', 'POST', '/snapshots/x/restore', {}, 404, 'not_found'],
  ['a snapshot to delete that is none', 'DELETE', '/snapshots/x', {}, 404, 'not_found'],
  ['a snapshot to compare that is none', 'GET', '/diff?to=x', {}, 404, 'not_found'],
  [
    'a snapshot to start from that is none',
    'POST',
    '/sandboxes',
    { body: { snapshot: 'x' } },
    404,
    'not_found',
  ],
  ['an unknown rule', 'DELETE', '/rules/x%2Fy', {}, 404, 'not_found'],
  ['an unknown record', 'GET', '/records/users/999999', {}, 404, 'not_found'],
  ['a record to delete that is none', 'DELETE', '/records/users/999999', {}, 404, 'not_found'],
  ['a record that others refer to', 'DELETE', '/records/thematiques/1', {}, 409, 'conflict'],
  ['an unknown collection', 'GET', '/records/user/1', {}, 400, 'invalid_request', ['/collection']],
  [
    'a record of an unknown collection',
    'PUT',
    '/records/user/1',
    { body: {} },
    400,
    'invalid_request',
    ['/collection'],
  ],
  ['null for a record', 'PUT', '/records/users/1', { body: 'null' }, 400, 'invalid_request', ['']],
  ['a text for a record', 'PUT', '/records/users/1', { body: '"x"' }, 400, 'invalid_request', ['']],
  [
    'null for what may be left out',
    'POST',
    '/sandboxes',
    { body: 'null' },
    400,
    'invalid_request',
    [''],
  ],
  ['a key that is no number', 'GET', '/records/users/un', {}, 400, 'invalid_request', ['/key']],
  ['a key below 1', 'PUT', '/records/users/0', { body: {} }, 400, 'invalid_request', ['/key']],
  [
    'a record of another key than the path says',
    'PUT',
    '/records/thematiques/4321',
    { body: { ...THEMATIQUE, tid: 1 } },
    400,
    'invalid_request',
    ['/tid'],
  ],
  [
    'a record that no fixture could hold',
    'PUT',
    '/records/campagnes/4321',
    { body: { titre: 3 } },
    400,
    'invalid_request',
    ['/titre'],
  ],
  ['a bad name', 'PUT', '/snapshots/a%20b', {}, 400, 'invalid_request', ['/name']],
  [
    'a name that is too long',
    'PUT',
    `/snapshots/${'a'.repeat(101)}`,
    {},
    400,
    'invalid_request',
    ['/name'],
  ],
  ['an unknown parameter', 'GET', '/state?sandbocks=x', {}, 400, 'invalid_request', ['/sandbocks']],
  [
    'an unknown one of the stream',
    'GET',
    '/journal/stream?a=1',
    {},
    400,
    'invalid_request',
    ['/a'],
  ],
  [
    'parameters that are not admitted',
    'GET',
    '/journal?uid=un&status=600&since=hier',
    {},
    400,
    'invalid_request',
    ['/since', '/status', '/uid'],
  ],
  [
    'one parameter twice',
    'GET',
    '/clock?sandbox=a&sandbox=b',
    {},
    400,
    'invalid_request',
    ['/sandbox'],
  ],
  ['JSON that is none', 'POST', '/rules', { body: '{"id":' }, 400, 'invalid_request'],
  [
    'an empty body where one is needed',
    'POST',
    '/rules',
    { body: '' },
    400,
    'invalid_request',
    [''],
  ],
  ['no body where one is needed', 'POST', '/clock/set', {}, 400, 'invalid_request', ['']],
  ['a list for an object', 'POST', '/clock/freeze', { body: [] }, 400, 'invalid_request', ['']],
  [
    'an unknown member',
    'POST',
    '/journal/wait',
    { body: { timeoot: 1 } },
    400,
    'invalid_request',
    ['/timeoot'],
  ],
  [
    'unknown members of rules',
    'PUT',
    '/rules',
    { body: [{ delay: 1 }, { 'a/b~': 1 }] },
    400,
    'invalid_request',
    ['/1/a~1b~0'],
  ],
  [
    'a time there is not',
    'POST',
    '/clock/set',
    { body: { at: '2016-02-30T00:00:00Z' } },
    400,
    'invalid_request',
    ['/at'],
  ],
  [
    'a time beyond all',
    'POST',
    '/clock/advance',
    { body: { seconds: 1e15 } },
    400,
    'invalid_request',
  ],
  [
    'a body where none is taken',
    'POST',
    '/reset',
    { body: { sandbox: 'a' } },
    400,
    'invalid_request',
    [''],
  ],
  ['a body of another sort', 'DELETE', '/journal', { body: [] }, 400, 'invalid_request', ['']],
  [
    'a sandbox for the list of all',
    'GET',
    '/sandboxes?sandbox=a',
    {},
    400,
    'invalid_request',
    ['/sandbox'],
  ],
  [
    'a sandbox for a new one',
    'POST',
    '/sandboxes?sandbox=a',
    {},
    400,
    'invalid_request',
    ['/sandbox'],
  ],
  ['a sandbox for the operations', 'GET', '?sandbox=a', {}, 400, 'invalid_request', ['/sandbox']],
  ['an unknown parameter', 'GET', '?a=1', {}, 400, 'invalid_request', ['/a']],
  ['another content type', 'PUT', '/state', text(), 415, 'unsupported_type'],
  ['a form', 'POST', '/rules', text('application/x-www-form-urlencoded'), 415, 'unsupported_type'],
  ['a content type that is none', 'POST', '/rules', text('json'), 415, 'unsupported_type'],
];
for (const [what, method, path, options, status, code, pointers] of REFUSALS) {
  t.test(`${what} is refused: ${status}, ${code}`, async (t) => {
    const before = await stateOf(shared);
    const answer = await ask(shared, method, path, options);
    refused(t, answer, status, code);
    const errors: { pointer: string; detail: string }[] | undefined = answer.json.errors;
    // A record of which nothing else is given lacks more than the member in question.
    const places = errors?.map(({ pointer }) => pointer);
    if (what.startsWith('a record that no fixture')) t.ok(places?.includes('/titre'));
    else t.strictSame(places?.sort(), pointers);
    for (const { detail } of errors ?? []) t.match(detail, /^(found .+|missing); expected .+/);
    const { '/clock': _, ...after } = (await stateOf(shared)) as Record<string, unknown>;
    t.match(before, after, 'nothing has changed');
  });
}

t.test('a body that is not plain JSON does nothing', async (t) => {
  const server = await start(t);
  server.freezeClock('2016-03-14T09:26:53Z');
  for (const headers of [
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/json', 'content-encoding': 'gzip' },
  ]) {
    const options = { body: '{"seconds": 1}', headers };
    const answer = await ask(server, 'POST', '/clock/advance', options);
    refused(t, answer, 415, 'unsupported_type');
    t.match(answer.json.detail, 'without a content coding');
    refused(t, await ask(server, 'POST', '/reset', options), 400, 'invalid_request');
  }
  t.match(server.readClock(), { mode: 'frozen', now: '2016-03-14T09:26:53Z' });
});

t.test('a body without a content type is refused', async (t) => {
  const server = await start(t);
  const head = 'POST /_mock/rules HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n';
  const answer = await raw(server, `${head}Content-Length: 2\r\n\r\n{}`);
  t.equal(statusOf(answer), 415);
  t.match(answer, 'Content-Type: application/json');
});

t.test('a body that is too large is refused before it is sent', async (t) => {
  const server = await start(t);
  const head = 'PUT /_mock/state HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
  const answer = await firstAnswer(
    server,
    `${head}Content-Length: ${64 * 1024 * 1024 + 1}\r\n\r\n{`,
  );
  t.equal(statusOf(answer), 413);
  t.match(answer, '"code":"body_too_large"');
  t.match(answer, 'larger than 64 MiB: start the server with a larger --control-body-limit.');
});

t.test('a body where none is taken is refused with what would be right', async (t) => {
  const server = await start(t);
  const { json } = await ask(server, 'POST', '/reset', { body: { sandbox: 'a' } });
  t.match(json, {
    detail: 'This operation takes no body.',
    errors: [
      {
        detail:
          'found {"sandbox":"a"}; expected none; the query parameter "sandbox" selects a sandbox',
      },
    ],
  });
  const head = 'Host: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n';
  for (const body of [
    'Content-Length: 2\r\n\r\n{}',
    'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ]) {
    const answer = await raw(server, `GET /_mock/sandboxes HTTP/1.1\r\n${head}${body}`);
    t.equal(statusOf(answer), 400);
    t.match(answer, '"detail":"found one; expected none"');
  }
  for (const method of ['POST', 'DELETE']) {
    const path = method === 'POST' ? '/reset' : '/journal';
    t.equal((await ask(server, method, path, { body: {} })).status, 204, 'it says nothing');
  }
});

t.test('a body that may be left out may be empty, or come as JSON with a charset', async (t) => {
  const server = await start(t);
  for (const options of [
    {},
    { body: '', headers: { 'content-length': '0' } },
    { body: '{}', headers: { 'content-type': 'Application/JSON; charset=UTF-8' } },
  ]) {
    t.match((await ask(server, 'POST', '/clock/freeze', options)).json, { mode: 'frozen' });
  }
});

t.test('numbers that JavaScript cannot hold are kept as they were sent', async (t) => {
  const server = await start(t);
  const body = `${JSON.stringify(THEMATIQUE).slice(0, -1)},"profondeur":10935.000000000000001}`;
  const put = await ask(server, 'PUT', '/records/thematiques/4321', { body });
  t.match(put.text, '10935.000000000000001');
  const got = await ask(server, 'GET', '/records/thematiques/4321');
  t.match(got.text, '10935.000000000000001');
});

t.test(
  'a sandbox made over HTTP has what its client needs, from the snapshot it names',
  async (t) => {
    const server = await start(t);
    server.putRecord('thematiques', { ...server.getRecord('thematiques', 1), nom: 'Nouveau' });
    server.saveSnapshot('avec');
    const body = { snapshot: 'avec', lifetime: 60_000 };
    const { json } = await ask(server, 'POST', '/sandboxes', { body });
    t.match(json.expires, /^\d{4}-\d\d-\d\dT/);
    const { id, login, password, key, environment } = json;
    t.strictSame(environment, {
      FAIRE_SIMPLE_URL: `${server.url}/api`,
      FAIRE_SIMPLE_LOGIN: login,
      FAIRE_SIMPLE_PASSWORD: password,
      FAIRE_SIMPLE_KEY: key,
      FAIRE_SIMPLE_CONTROL_URL: `${server.url}/_mock`,
      FAIRE_SIMPLE_SANDBOX: id,
    });
    const target = { ...server, application: { name: '', login, password, key } };
    t.match((await call(target, '/thematiques')).text, '"nom":"Nouveau"');
    const [listed] = (await ask(server, 'GET', '/sandboxes')).json;
    t.strictSame(Object.keys(listed), ['id', 'created', 'age', 'expires'], 'no credentials');
    t.match(listed, { id, created: json.created, expires: json.expires });
    const all = await ask(server, 'GET', '/sandboxes?credentials=true');
    t.match(all.json, [{ id, applications: [{ login, password, key }] }]);
    t.match(server.listSandboxes({ credentials: true }), [{ id, applications: [{ login }] }]);
    t.equal((await ask(server, 'DELETE', `/sandboxes/${id}`)).status, 204);
    t.equal((await call(target, '/thematiques')).status, 401);
  },
);
