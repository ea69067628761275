import { once } from 'node:events';
import fs from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import t, { type Test } from 'tap';
import manifest from '../../package.json' with { type: 'json' };
import { type Command, freePort } from '../command-helpers.ts';
import { folderOf, record, validFiles } from '../fixture-helpers.ts';
import { call, postStatut, type Target } from '../helpers.ts';
import {
  buildImage,
  checkHealth,
  firstProcess,
  type Image,
  type Run,
  signal,
  reasonToSkip as skip,
  startImage,
} from './image-helpers.ts';

// It installs every dependency anew, in an image.
t.setTimeout(900_000);

let image: Image;

t.test('the image is built by its Dockerfile', { skip }, async (t) => {
  image = await buildImage();
  const { config, root } = image;
  t.match(config, {
    User: 'node',
    Entrypoint: ['node', 'bin/faire-simple-mock.js'],
    WorkingDir: '/app',
    ExposedPorts: { '3000/tcp': {} },
  });
  const { name, version, license, description } = manifest;
  const labels = { title: name, version, licenses: license };
  for (const [label, value] of Object.entries(labels)) {
    t.equal(config.Labels[`org.opencontainers.image.${label}`], value, label);
  }
  t.ok(description.startsWith(config.Labels['org.opencontainers.image.description'] ?? '?'));
  const app = path.join(root, 'app');
  t.notOk(fs.existsSync(path.join(app, 'node_modules', 'tap')), 'production dependencies only');
  t.notOk(fs.existsSync(path.join(app, 'src')), 'and what is built, not its sources');
  t.ok(image.bytes < 60e6, `${Math.round(image.bytes / 1e6)} MB on top of its base`);
  t.comment(`${Math.round(image.bytes / 1e6)} MB on top of its base`);
});

/** A container that listens. */
interface Container extends Target {
  readonly command: Command;
  readonly env: Record<string, string>;
}

/** Starts the image on a free port. */
async function run(t: Test, { env = {}, ...options }: Run = {}): Promise<Container> {
  const own = { ...env, FAIRE_SIMPLE_MOCK_PORT: String(await freePort()) };
  const command = startImage(t, image, { ...options, env: own });
  const server = await command.listening();
  return { ...server, command, env: own };
}

t.test(
  'it runs as the user node, as the first process, on a read-only root',
  { skip },
  async (t) => {
    const { command, env, ...server } = await run(t);
    const pid = firstProcess(command);
    const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
    t.match(status, /^Uid:\t1000\t1000\t1000\t1000$/m);
    t.match(status, /^NSpid:\t\d+\t1$/m);
    t.match(fs.readFileSync(`/proc/${pid}/mountinfo`, 'utf8'), /^\d+ \d+ \S+ \S+ \/ ro[, ]/m);
    const [line] = command.log();
    t.match(line, { msg: 'listening', control: undefined });
    t.equal(await checkHealth(image, env), 0);
    t.match((await call(server, '/users/1')).json, { nom: 'Morvan', statut: 1 });
    t.equal((await postStatut(server, 1, { action: 0 })).json.statut, 0);
    t.equal((await fetch(`${server.url}/docs/`)).status, 200);
    for (const guide of ['', 'testing.fr', 'growth.svg']) {
      t.equal((await fetch(`${server.url}/guides/${guide}`)).status, 200, guide);
    }
    const page = await fetch(server.url, { headers: { accept: 'text/html' } });
    t.match(page.headers.get('content-type'), 'text/html');
    t.equal((await fetch(`${server.url}/_mock/rules`)).status, 404, 'nobody controls it unasked');
    await command.said(/getUser/);
    t.match(await signal(command, 'SIGTERM'), { status: 0, stderr: '' });
    t.equal(await checkHealth(image, env), 1, 'and the health check notices');
  },
);

t.test('it ends within a second of SIGTERM', { skip }, async (t) => {
  // On a busy machine, one of three must be in time.
  const times: number[] = [];
  while (times.length < 3 && !times.some((time) => time < 1000)) {
    const { command, ...server } = await run(t);
    // A connection that is kept alive does not delay the end.
    await call(server, '/users/1');
    const start = performance.now();
    t.equal((await signal(command, 'SIGTERM')).status, 0);
    times.push(performance.now() - start);
  }
  t.ok(Math.min(...times) < 1000, `after ${times.map(Math.round)} ms`);
});

t.test('all that a start loads is in the compile cache', { skip }, async (t) => {
  const cache = path.join(image.root, 'app', '.cache');
  const cached = () => fs.readdirSync(cache, { recursive: true, encoding: 'utf8' }).sort();
  const filled = cached();
  t.ok(filled.length > 100, 'the build fills it');
  const { command } = await run(t, { writable: true });
  t.equal((await signal(command, 'SIGTERM')).status, 0);
  t.strictSame(cached(), filled);
});

t.test('it speaks HTTPS, and its health check too', { skip }, async (t) => {
  const { command, env, url } = await run(t, { env: { FAIRE_SIMPLE_MOCK_HTTPS: 'true' } });
  t.match(url, /^https:/);
  const request = https.get(`${url}/ca.pem`, { rejectUnauthorized: false });
  const [{ statusCode }] = await once(request, 'response');
  t.equal(statusCode, 200);
  t.equal(await checkHealth(image, env), 0);
  t.equal((await signal(command, 'SIGTERM')).status, 0);
});

t.test('it serves a mounted folder, and changes of it with --watch', { skip }, async (t) => {
  const user = (nom: string) => JSON.stringify([record('users', { nom })]);
  const data = folderOf(t, validFiles({ 'users.json': user('Un') }));
  fs.chmodSync(data, 0o755);
  const { command, ...server } = await run(t, { args: ['--fixtures', '/data', '--watch'], data });
  t.equal((await call(server, '/users/1')).json.nom, 'Un');
  fs.writeFileSync(path.join(data, 'users.json'), user('Deux'));
  await command.said(/the fixtures were reloaded/);
  t.equal((await call(server, '/users/1')).json.nom, 'Deux');
  fs.writeFileSync(path.join(data, 'users.json'), '[');
  await command.said(/\/data\/users\.json:1:2 /);
  t.equal((await call(server, '/users/1')).json.nom, 'Deux');
});

t.test(
  'it keeps the state in a mounted folder, from one container to the next',
  { skip },
  async (t) => {
    const data = fs.realpathSync(t.testdir());
    fs.chownSync(data, 1000, 1000);
    const options: Run = { args: ['--database', '/data/faire-simple.db'], data };
    const first = await run(t, options);
    t.equal((await postStatut(first, 1, { action: 0 })).status, 200);
    await signal(first.command, 'SIGKILL');
    const second = await run(t, options);
    t.equal((await call(second, '/users/1')).json.statut, 0);
  },
);

t.test(
  'with the control plane enabled and without a token, it does not start',
  { skip },
  async (t) => {
    const { exit } = startImage(t, image, { env: { FAIRE_SIMPLE_MOCK_CONTROL: 'true' } });
    const { status, stderr } = await exit;
    t.equal(status, 2);
    t.match(stderr, '--control-token TOKEN');
  },
);

t.test('its command checks another container against the contract', { skip }, async (t) => {
  const { application, apiUrl } = await run(t);
  const { exit } = startImage(t, image, {
    args: ['conformance', apiUrl],
    env: {
      FAIRE_SIMPLE_LOGIN: application.login,
      FAIRE_SIMPLE_PASSWORD: application.password,
      FAIRE_SIMPLE_KEY: application.key,
    },
  });
  t.match(await exit, { status: 0, stdout: /\nIt conforms: 1\d\d passed, 0 failed, 0 findings, / });
});
