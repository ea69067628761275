import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import t, { type Test } from 'tap';
import applications from '../../fixtures/applications.json' with { type: 'json' };
import {
  CLI,
  type Command,
  cached,
  freePort,
  runForeign,
  serve,
  serverAt,
  unmeasured,
} from '../command-helpers.ts';
import { commandHere, serveHere } from '../command-here.ts';
import { basic, call, postStatut, raw } from '../helpers.ts';

t.setTimeout(120_000);

t.test(
  'where output is no terminal, every line is JSON; the first says where it listens',
  async (t) => {
    const { command, server } = await serve(t);
    await call(server, '/users/1?inconnu=1');
    await call(server, '/users/999999');
    await postStatut(server, 1, { action: 0 });
    await call(server, '/nulle-part', { user: null });
    await call(server, '/users/1?KEY=x&page=2&mot_de_passe=y', { key: null });
    for (const path of ['/users/1?key=x', '/elsewhere', '/API'])
      await fetch(`${server.url}${path}`);
    await raw(server, 'GET / HTTP/1.1\r\nHost: mock.example\r\nConnection: close\r\n\r\n');
    await command.said(/allow-host/);
    const { status, stderr } = await command.stop();
    t.equal(status, 0);
    t.equal(stderr, '');
    const [first, ...requests] = command.log();
    t.match(first, {
      level: 'info',
      msg: 'listening',
      api: server.apiUrl,
      docs: `${server.url}/docs`,
      control: `${server.url}/_mock`,
      address: server.url,
    });
    t.match(requests, [
      { operation: 'getUser', method: 'GET', path: '/api/users/1', status: 200 },
      { operation: 'getUser', path: '/api/users/999999', status: 404, code: 'partenaire_inconnu' },
      { operation: 'setUserStatut', method: 'POST', path: '/api/users/1/statut', status: 200 },
      {
        operation: null,
        path: '/api/nulle-part',
        status: 401,
        code: 'identification_requise',
        explanation: 'no Authorization header.',
      },
      {
        operation: 'getUser',
        path: '/api/users/1',
        query: { KEY: '***', page: '2', mot_de_passe: '***' },
        status: 403,
        code: 'cle_manquante',
        explanation: /it was found as the parameter KEY\.$/,
      },
      {
        operation: null,
        method: 'GET',
        path: '/users/1',
        status: 404,
        explanation: 'No such path: did you mean /api/users/{uid}?',
      },
      { path: '/elsewhere', status: 404, explanation: 'No such path: the API is under /api.' },
      { path: '/API', status: 404 },
      {
        path: '/',
        status: 403,
        explanation: /start the server with --allow-host mock\.example\.$/,
      },
    ]);
    t.equal(requests.length, 9);
    t.strictSame(requests[0]?.query, { inconnu: '1' });
    t.notOk('query' in (requests[1] as object) || 'explanation' in (requests[1] as object));
    for (const line of [first, ...requests]) t.match(line?.time, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    for (const line of requests) t.match(line, { level: 'info', msg: 'request' });
    for (const line of requests.slice(0, 5)) t.match(line.ms, Number);
  },
);

t.test(
  'the banner has the data of a first request, and its curl line works unchanged',
  async (t) => {
    const { command, server } = await serveHere(t, ['--log-format', 'pretty']);
    await command.said(/Try it:\n {2}curl .*\n/);
    const { login, password, key } = server.application;
    for (const line of [
      /^faire-simple-mock \d+\.\d+\.\d+\S*, a mock server of the faire-simple API$/m,
      RegExp(`^  API       ${server.apiUrl}$`, 'm'),
      RegExp(`^  Docs      ${server.url}/docs$`, 'm'),
      RegExp(`^  Control   ${server.url}/_mock$`, 'm'),
      RegExp(`^  Login     ${login}$`, 'm'),
      RegExp(`^  Password  ${password}$`, 'm'),
      RegExp(`^  Key       ${key}$`, 'm'),
    ]) {
      t.match(command.stdout, line);
    }
    t.equal(await statusOfCurl(t, command), '200');
  },
);

t.test('with a public URL, the banner has the address, too', async (t) => {
  const publicUrl = 'https://mock.example/faire-simple';
  const args = ['--port', '0', '--public-url', publicUrl, '--log-format', 'pretty'];
  const pretty = commandHere(t, args);
  await pretty.said(/Try it:\n {2}curl .*\n/);
  t.match(pretty.stdout, /^ {2}Address {3}http:\/\/127\.0\.0\.1:\d+$/m);
  t.match(pretty.stdout, `\n  API       ${publicUrl}/api\n`);
  t.equal((await pretty.stop()).status, 0);
});

t.test('the curl line works with credentials that mean something to a shell', async (t) => {
  const login = `d'o"e $(id)`;
  const application = { nom: 'X', login, mot_de_passe: '`é\\!: #', cle: `a&b=c d'#%+` };
  const fixtures = t.testdir({ 'applications.json': JSON.stringify([application]) });
  const args = ['--log-format', 'pretty', '--no-docs', '--no-control', '--fixtures', fixtures];
  const { command } = await serveHere(t, args);
  await command.said(/Try it:\n {2}curl .*\n/);
  t.notMatch(command.stdout, /Docs|Control/);
  t.equal(await statusOfCurl(t, command), '200');
  t.equal((await command.stop()).status, 0);
});

async function statusOfCurl(t: Test, { stdout }: Command): Promise<string> {
  const line = /Try it:\n {2}(curl .*)\n/.exec(stdout)?.[1];
  const { stdout: body } = await runForeign(t, 'sh', ['-c', `${line} -s -w '\\n%{http_code}'`]);
  return body.split('\n').at(-1) as string;
}

for (const format of ['json', 'pretty']) {
  t.test(
    `no key, password or Authorization is in a ${format} log, wherever a client puts it`,
    async (t) => {
      // The two write by ways of their own: JSON lines to the descriptor of a process.
      const start = format === 'json' ? serve : serveHere;
      const { command, server } = await start(t, ['--log-format', format, '--log-level', 'debug']);
      const typed = 'mot-de-passe-mal-tape';
      for (const { login, mot_de_passe, cle } of applications) {
        const right = `${login}:${mot_de_passe}`;
        for (const user of [right, `${login}:${typed}`, null]) {
          for (const key of [cle, `${cle}x`, null]) {
            await call(server, '/users/1', { user, key });
            await call(server, `/users/1?statut=${mot_de_passe}`, { user, key });
            await postStatut(server, 1, { action: 3, cle, mot_de_passe }, { user, key });
          }
          // Where a client might put them by mistake: in the path, raw and encoded, with broken encoding, in a header.
          for (const path of [
            cle,
            `%${cle.charCodeAt(0).toString(16)}${cle.slice(1)}`,
            `${cle}%`,
          ]) {
            for (const place of [`/users/${path}`, `/${path}`, `/actualisation/${path}`]) {
              await call(server, place, { user });
            }
          }
          if (mot_de_passe !== 'demo') await call(server, `/${encodeURI(mot_de_passe)}`, { user });
          await call(server, '', { user, headers: { 'x-key': cle } });
        }
        await call(server, '', { user: null, headers: { authorization: `Bearer ${cle}` } });
      }
      await call(server, '/users/424242');
      await command.said(/424242/);
      const { stdout, stderr } = await command.stop();
      t.equal(stderr, '');
      // The banner alone tells the demo application's credentials: that is what it is for.
      const output = stdout.slice(format === 'pretty' ? stdout.indexOf('curl ') : 0);
      const requests = format === 'pretty' ? output.slice(output.indexOf('\n')) : output;
      t.notMatch(requests, /[?&"]key[="]/i, 'no key');
      t.match(requests, /\*{3}/, 'a path that held a secret shows where');
      t.notMatch(requests, RegExp(`${typed}|authorization"|(basic|bearer) [\\w+/=]{16}`, 'i'));
      for (const { login, mot_de_passe, cle } of applications) {
        t.notOk(requests.includes(cle), `the key of ${login}`);
        const credentials = [basic(`${login}:${mot_de_passe}`), basic(`${login}:${typed}`)];
        for (const header of credentials) t.notOk(requests.includes(header.slice('Basic '.length)));
        if (mot_de_passe === 'demo') continue;
        t.notOk(requests.includes(mot_de_passe), `the password of ${login}`);
        t.notOk(requests.includes(encodeURI(mot_de_passe)), `the encoded password of ${login}`);
      }
    },
  );
}

for (const [level, lines] of [
  ['silent', 0],
  ['error', 0],
  ['warn', 0],
  ['info', 2],
] as const) {
  t.test(`log level ${level} leaves ${lines} lines of a start and a request`, async (t) => {
    const port = await freePort();
    const running = commandHere(t, ['--port', `${port}`, '--log-level', level]);
    const server = serverAt(`http://127.0.0.1:${port}`);
    await reachable(port, running);
    t.equal((await call(server, '/users/1')).status, 200);
    const { status, stdout, stderr } = await running.stop();
    t.strictSame({ status, stderr }, { status: 0, stderr: '' });
    t.equal(stdout.split('\n').length - 1, lines);
  });
}

/** Until someone listens; the command that says nothing cannot tell. */
async function reachable(port: number, { child }: Command): Promise<void> {
  while (child.exitCode === null) {
    const socket = net.connect(port, '127.0.0.1');
    const [connected] = await Promise.race([
      once(socket, 'connect').then(() => [true]),
      once(socket, 'error').then(() => [false]),
    ]).catch(() => [false]);
    socket.destroy();
    if (connected) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

t.test('a log that is not read delays neither answers nor the exit', async (t) => {
  const child = spawn('sh', unmeasured(process.execPath, CLI, '--port', '0'), {
    env: cached(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const [first] = (await once(child.stdout, 'data')) as [Buffer];
  child.stdout.pause();
  const { api } = JSON.parse(first.toString().split('\n', 1)[0] as string);
  const server = serverAt(String(api).replace(/\/api$/, ''));
  // Far more than a pipe holds.
  const paths = Array.from({ length: 100 }, () => `/${'x'.repeat(10_000)}`);
  for (const path of paths) t.equal((await call(server, path)).status, 404);
  child.kill('SIGTERM');
  const [code, signal] = await once(child, 'exit');
  t.ok(code === 0 || signal === 'SIGKILL', `${code} ${signal}`);
});
