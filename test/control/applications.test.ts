import t, { type Test } from 'tap';
import type { Credentials, MockServer, SandboxHandle } from '../../src/index.ts';
import { call, start } from '../helpers.ts';
import { ask } from './helpers.ts';

/** The status of a request with the credentials of an application. */
async function statusOf(server: MockServer, { login, password, key }: Credentials) {
  return (await call(server, '/users/1', { user: `${login}:${password}`, key })).status;
}

/** Does the same over HTTP and in-process, on the main world and on a sandbox. */
function onEach(
  name: string,
  action: (
    t: Test,
    server: MockServer,
    world: MockServer | SandboxHandle,
    rotate: (what: 'key' | 'password', login: string) => Promise<Credentials>,
    revoke: (login: string) => Promise<unknown>,
  ) => Promise<void>,
) {
  for (const where of ['the main world', 'a sandbox']) {
    t.test(`${name}: ${where}, in-process`, async (t) => {
      const server = await start(t);
      const world = where === 'a sandbox' ? server.createSandbox() : server;
      const rotate = async (what: string, login: string) =>
        what === 'key' ? world.rotateKey(login) : world.rotatePassword(login);
      await action(t, server, world, rotate, async (login) => world.revokeApplication(login));
    });
    t.test(`${name}: ${where}, over HTTP`, async (t) => {
      const server = await start(t);
      const sandbox = where === 'a sandbox' ? server.createSandbox() : undefined;
      const query = sandbox ? `?sandbox=${sandbox.id}` : '';
      const rotate = async (what: string, login: string) =>
        (await ask(server, 'POST', `/applications/${login}/rotate-${what}${query}`)).json;
      await action(t, server, sandbox ?? server, rotate, (login) =>
        ask(server, 'DELETE', `/applications/${login}${query}`),
      );
    });
  }
}

onEach('a rotated key is refused with 403 at once', async (t, server, world, rotate) => {
  const former = world.application;
  t.equal(await statusOf(server, former), 200);
  const next = await rotate('key', former.login);
  t.not(next.key, former.key);
  t.strictSame(world.application, next);
  t.equal(await statusOf(server, former), 403);
  t.equal(await statusOf(server, next), 200);
  world.reset();
  t.strictSame([world.application, await statusOf(server, next)], [former, 403]);
  t.equal(await statusOf(server, former), 200, 'a reset restores the credentials of the start');
});

onEach('a rotated password is refused with 401 at once', async (t, server, world, rotate) => {
  const former = world.application;
  for (let times = 0; times < 3; times++) t.equal(await statusOf(server, former), 200);
  const next = await rotate('password', former.login);
  t.equal(await statusOf(server, former), 401);
  t.equal(await statusOf(server, next), 200);
  t.match(world.listJournal().at(-2), { status: 401, application: null });
  const texts = JSON.stringify(world.listJournal());
  for (const { password, key, login } of [former, next]) {
    t.notOk(texts.includes(key), 'keys stay masked');
    // The password of the demo application is its login.
    if (password !== login) t.notOk(texts.includes(password));
  }
  world.reset();
  t.equal(await statusOf(server, next), 401);
  t.equal(await statusOf(server, former), 200);
});

onEach('a revoked application is refused with 401 at once', async (t, server, world, _, revoke) => {
  const former = world.application;
  t.equal(await statusOf(server, former), 200);
  await revoke(former.login);
  t.equal(await statusOf(server, former), 401);
  t.notOk(world.listApplications().some(({ login }) => login === former.login));
  t.strictSame(world.application, former, 'the handle still has its credentials');
  t.throws(() => world.rotateKey(former.login), { kind: 'unknown', message: former.login });
  world.reset();
  t.equal(await statusOf(server, former), 200);
});

t.test('a rotated key of another application of the world belongs to that one only', async (t) => {
  const server = await start(t);
  const sandbox = server.createSandbox({ applications: ['Une', 'Deux'] });
  const [one, two] = sandbox.listApplications({ credentials: true }) as Credentials[];
  const rotated = sandbox.rotateKey(two?.login as string);
  t.strictSame(sandbox.application, one, 'the first one is the handle’s');
  t.equal(await statusOf(server, rotated), 200);
  t.equal(await statusOf(server, { ...(one as Credentials), key: rotated.key }), 403);
  t.equal(await statusOf(server, one as Credentials), 200);
});

t.test('an application that is added calls its world, until a reset', async (t) => {
  const server = await start(t);
  const sandbox = server.createSandbox();
  const added = sandbox.addApplication('Importeur');
  t.match(added, { name: 'Importeur', login: /^sandbox-/, password: /^fsm_/, key: /^fsm_/ });
  const path = `/applications?sandbox=${sandbox.id}`;
  const body = { nom: 'Autre', login: 'autre é/1', mot_de_passe: 'mot-choisi', cle: 'cle-choisie' };
  const chosen = (await ask(server, 'POST', path, { body })).json;
  t.strictSame(chosen, {
    name: 'Autre',
    login: 'autre é/1',
    password: 'mot-choisi',
    key: 'cle-choisie',
  });
  t.strictSame((await ask(server, 'GET', path)).json, sandbox.listApplications());
  t.strictSame(
    sandbox.listApplications().map(({ login }) => login),
    [sandbox.application.login, added.login, chosen.login],
  );
  for (const each of [added, chosen]) {
    t.equal(await statusOf(server, each), 200);
    t.match(sandbox.listJournal().at(-1), { application: each.login });
  }
  await call(sandbox, '/users/mot-choisi-cle-choisie');
  const texts = JSON.stringify(sandbox.listJournal());
  t.notMatch(texts, /mot-choisi|cle-choisie/, 'chosen secrets are masked');
  const rotatePath = `/applications/${encodeURIComponent(chosen.login)}/rotate-key?sandbox=${sandbox.id}`;
  const { json } = await ask(server, 'POST', rotatePath);
  t.match(json, { login: chosen.login, password: 'mot-choisi', key: /^fsm_/ });
  await call(sandbox, '/users/cle-choisie');
  t.notMatch(JSON.stringify(sandbox.listJournal()), 'cle-choisie', 'former ones, too');
  sandbox.reset();
  for (const each of [added, chosen]) t.equal(await statusOf(server, each), 401);
});

t.test('logins and keys are unique over all worlds, and the message says where', async (t) => {
  const server = await start(t);
  const sandbox = server.createSandbox({
    applications: [{ nom: 'A', login: 'a', cle: 'cle-a' }],
  });
  const there = `is in use in the sandbox "${sandbox.id}": logins and keys are unique`;
  const refused = (action: () => unknown, message: string) =>
    t.throws(action, { kind: 'conflict', message: RegExp(message) });
  refused(() => server.addApplication({ nom: 'B', login: 'a' }), `The login "a" ${there}`);
  refused(
    () => server.createSandbox({ applications: [{ nom: 'B', login: 'b', cle: 'cle-a' }] }),
    `The key for "b" ${there}`,
  );
  const main = 'is in use in the main world';
  const { login, key } = server.application;
  refused(() => sandbox.addApplication({ nom: 'B', login }), `The login "${login}" ${main}`);
  refused(() => sandbox.addApplication({ nom: 'B', login: 'b', cle: key }), `for "b" ${main}`);
  const twice = { nom: 'B', login: 'b', cle: 'cle-b' };
  refused(() => server.createSandbox({ applications: [twice, twice] }), 'in this list twice');
  refused(
    () => server.createSandbox({ applications: [twice, { ...twice, login: 'c' }] }),
    'The key for "c" is in this list twice',
  );
  const answer = await ask(server, 'POST', '/applications', { body: { nom: 'B', login: 'a' } });
  t.match(answer, { status: 409, json: { code: 'conflict', detail: RegExp(there) } });
  t.equal(server.listSandboxes().length, 1, 'nothing was made');

  sandbox.revokeApplication('a');
  refused(() => server.addApplication({ nom: 'B', login: 'a' }), there);
  sandbox.reset();
  t.match(sandbox.listApplications(), [{ login: 'a' }]);
  await sandbox.close();
  t.match(server.addApplication({ nom: 'B', login: 'a', cle: 'cle-a' }), { login: 'a' });
});

t.test('an unknown application is told with those that there are', async (t) => {
  const server = await start(t);
  const sandbox = server.createSandbox({ applications: [{ nom: 'A', login: 'a' }] });
  const message = `There is no application "b" in the sandbox "${sandbox.id}": they are a.`;
  t.throws(() => sandbox.revokeApplication('b'), { kind: 'unknown', message });
  sandbox.revokeApplication('a');
  t.throws(() => sandbox.rotatePassword('a'), { message: /: it has none\.$/ });
  const answer = await ask(server, 'DELETE', '/applications/personne');
  t.match(answer, { status: 404, json: { code: 'not_found', detail: /in the main world/ } });
});
