import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { type StartOptions, startServer } from '../src/index.ts';
import { manyUsers, ROOT, runForeign } from './command-helpers.ts';
import { basic, call, postStatut, start } from './helpers.ts';

t.setTimeout(120_000);

t.test('a server says where it is and who may call', async (t) => {
  const server = await start(t);
  const { url, apiUrl, docsUrl, controlUrl, application, environment } = server;
  t.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
  t.strictSame(
    { apiUrl, docsUrl, controlUrl },
    { apiUrl: `${url}/api`, docsUrl: `${url}/docs`, controlUrl: `${url}/_mock` },
  );
  t.strictSame(environment, {
    FAIRE_SIMPLE_URL: apiUrl,
    FAIRE_SIMPLE_LOGIN: application.login,
    FAIRE_SIMPLE_PASSWORD: application.password,
    FAIRE_SIMPLE_KEY: application.key,
    FAIRE_SIMPLE_CONTROL_URL: controlUrl,
  });
  t.strictSame(application, {
    name: 'Application de démonstration',
    login: 'demo',
    password: 'demo',
    key: '6bb16ea35b02a9cbeec697d2e81bfd7d',
  });
  t.equal((await call(server, '')).status, 200);
  t.equal((await fetch(docsUrl as string)).status, 200);
  t.equal((await fetch(controlUrl as string)).status, 200);
});

t.test('inject sends a request without a socket', async (t) => {
  const { inject, application } = await start(t);
  const { login, password, key } = application;
  const answer = await inject({
    url: `/api/users/1?key=${key}`,
    headers: { authorization: basic(`${login}:${password}`) },
  });
  t.equal(answer.statusCode, 200);
  t.equal(answer.json().uid, 1);
});

t.test('each option does what it says', async (t) => {
  const folder = t.testdir({ 'users.json': '[]' });
  const options: StartOptions = {
    port: 0,
    host: '::1',
    fixtures: folder,
    database: path.join(folder, 'a.db'),
    reseed: true,
    paths: { listUsers: '/partenaires' },
    docs: false,
  };
  const server = await start(t, options);
  t.match(server.url, /^http:\/\/\[::1\]:\d+$/);
  t.equal(server.docsUrl, undefined);
  t.strictSame((await call(server, '/partenaires')).json, []);
  t.ok(fs.existsSync(path.join(folder, 'a.db')));
  const documented = await start(t, { documentedOnly: true });
  t.equal((await call(documented, '/users')).json.code, 'non_documente');
});

t.test('an option that is undefined is not given', async (t) => {
  const options = { port: undefined, database: undefined, docs: undefined } as object;
  t.equal((await call(await start(t, options), '')).status, 200);
});

t.test('ten servers side by side share nothing', async (t) => {
  const servers = await Promise.all(Array.from({ length: 10 }, () => start(t)));
  t.equal(new Set(servers.map(({ url }) => url)).size, 10);
  const statuts = (action: number) => servers.map((_, index) => (index % 2 === 0 ? action : 1));
  await Promise.all(
    servers.map((server, index) => postStatut(server, 1, { action: statuts(0)[index] })),
  );
  const users = await Promise.all(servers.map((server) => call(server, '/users/1')));
  t.strictSame(
    users.map(({ json }) => json.statut),
    statuts(0),
  );
});

const MISUSES: [string, object, string, string | RegExp][] = [
  ...[null, 'x', 3000, []].map((options): (typeof MISUSES)[0] => [
    `no object, but ${JSON.stringify(options)}`,
    options as unknown as object,
    'TypeError',
    /^The options of startServer\(\) must be an object, but are (null|'x'|3000|\[\])\.$/,
  ]),
  ['an unknown option', { prot: 1 }, 'TypeError', 'Unknown option "prot": did you mean "port"?'],
  ['an option of the command', { logLevel: 'info' }, 'TypeError', /^Unknown option "logLevel"/],
  [
    'a text for a port',
    { port: '1' },
    'TypeError',
    'Option "port" must be a whole number from 0 to 65535, but is "1".',
  ],
  [
    'a number for a file',
    { database: 1 },
    'TypeError',
    'Option "database" must be a string, but is 1.',
  ],
  [
    'a text for a switch',
    { docs: 'no' },
    'TypeError',
    'Option "docs" must be true or false, but is "no".',
  ],
  [
    'a text for paths',
    { paths: '/a' },
    'TypeError',
    'Option "paths" must be an object of paths by operation, such as { listUsers: "/partenaires" }, but is "/a".',
  ],
  ...[['a.example', 5], 'a.example', ['a:80'], {}].map((allowHosts): (typeof MISUSES)[0] => [
    `${JSON.stringify(allowHosts)} for hosts`,
    { allowHosts },
    'TypeError',
    /^Option "allowHosts" must be host names without scheme and port, such as mock\.example or \.example, but is /,
  ]),
  [
    'a public URL without a scheme',
    { publicUrl: 'mock.example' },
    'TypeError',
    'Option "publicUrl" must be an http or https URL without query, such as https://mock.example/faire-simple, but is "mock.example".',
  ],
  [
    'null for paths',
    { paths: null },
    'TypeError',
    'Option "paths" must be an object of paths by operation, such as { listUsers: "/partenaires" }, but is null.',
  ],
  [
    'null for a file',
    { fixtures: null },
    'TypeError',
    'Option "fixtures" must be a string, but is null.',
  ],
  [
    'reseed without a database',
    { reseed: true },
    'TypeError',
    'Option "reseed" needs "database": without a file, every start is from the fixtures.',
  ],
  [
    'a path that is not ours to choose',
    { paths: { getUser: '/a' } },
    'StartError',
    /^Option "paths": the path of getUser is documented/,
  ],
  [
    'a path that is no text',
    { paths: { listUsers: 1 } },
    'StartError',
    /^Option "paths": "1" cannot be the path of listUsers/,
  ],
  [
    'a port there cannot be',
    { port: 65536 },
    'TypeError',
    'Option "port" must be a whole number from 0 to 65535, but is 65536.',
  ],
  [
    'fixtures that are nowhere',
    { fixtures: '/no/where' },
    'StartError',
    /^Cannot read the fixtures \/no\/where: it does not exist/,
  ],
  [
    'a database in no folder',
    { database: '/no/where/a.db' },
    'StartError',
    /^Cannot use the database \/no\/where\/a\.db: the folder \/no\/where does not exist/,
  ],
  [
    'a database without a name',
    { database: '' },
    'StartError',
    /^Cannot use the database : it is not a file/,
  ],
];
for (const [what, options, name, message] of MISUSES) {
  t.test(`${what} is refused by name`, async (t) => {
    await t.rejects(startServer(options as StartOptions), { name, message });
  });
}

t.test('a taken port is refused, and the database is free again', async (t) => {
  const taken = net.createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  t.teardown(() => taken.close());
  const { port } = taken.address() as net.AddressInfo;
  const database = path.join(t.testdir(), 'a.db');
  await t.rejects(startServer({ port, database }), {
    name: 'StartError',
    message: RegExp(`^Cannot listen on 127\\.0\\.0\\.1: port ${port} is taken`),
  });
  t.equal((await call(await start(t, { database }), '')).status, 200);
});

t.test('a Node that is too old is refused before anything is loaded', async (t) => {
  const descriptor = Object.getOwnPropertyDescriptor(process, 'versions') as PropertyDescriptor;
  Object.defineProperty(process, 'versions', {
    ...descriptor,
    value: { ...process.versions, node: '20.20.2' },
  });
  t.teardown(() => Object.defineProperty(process, 'versions', descriptor));
  await t.rejects(startServer(), {
    message: /needs Node 22\.18 or newer.*this is Node 20\.20\.2\. Install a newer one, /,
  });
});

t.test('close() may be called again, and the server is gone', async (t) => {
  const server = await startServer();
  await call(server, '');
  await Promise.all([server.close(), server.close()]);
  await server.close();
  await t.rejects(fetch(server.url));
});

t.test('`await using` closes it', async (t) => {
  let url: string;
  {
    await using server = await startServer();
    url = server.url;
    t.equal((await call(server, '')).status, 200);
  }
  await t.rejects(fetch(url));
});

t.test('close() does not wait for ever for a client that has stopped reading', async (t) => {
  const server = await startServer({
    fixtures: manyUsers(t.testdir(), 4000, 6000),
    closeTimeout: 1,
  });
  const { login, password, key } = server.application;
  const answer = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const headers = { authorization: basic(`${login}:${password}`) };
    http
      .get(`${server.apiUrl}/users?key=${key}`, { headers, agent: false }, resolve)
      .on('error', reject);
  });
  await server.close();
  await t.rejects(text(answer), 'its answer is cut off');
});

t.test(
  'it prints nothing, installs no signal handler, and leaves nothing that keeps Node alive',
  async (t) => {
    const script = `
    import { startServer } from ${JSON.stringify(path.join(ROOT, 'src', 'index.ts'))};
    const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'exit', 'beforeExit', 'uncaughtException', 'unhandledRejection'];
    const listeners = () => SIGNALS.map((signal) => process.listenerCount(signal)).join();
    const before = listeners();
    const server = await startServer();
    const { login, password, key } = server.application;
    const authorization = 'Basic ' + btoa(login + ':' + password);
    for (const path of ['/users', '/users/0', '/nowhere']) {
      await (await fetch(server.apiUrl + path + '?key=' + key, { headers: { authorization } })).text();
    }
    await (await fetch(server.docsUrl)).text();
    const during = listeners();
    await server.close();
    process.exitCode = before === during && during === listeners() ? 7 : 8;
  `;
    const exit = await runForeign(t, process.execPath, ['--input-type=module', '-e', script]);
    t.strictSame(exit, { status: 7, stdout: '', stderr: '' });
  },
);
