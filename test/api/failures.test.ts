import { once } from 'node:events';
import net from 'node:net';
import { Writable } from 'node:stream';
import t, { type Test } from 'tap';
import { createLogger } from '../../src/cli/log.ts';
import { StorageError } from '../../src/store/database.ts';
import { call, head, postStatut, serve, worldsWith } from '../helpers.ts';

const FAULT = new Error('SQLITE_CORRUPT: secret path /srv/donnees');

/** A logger, and the lines it has written; `until` waits for as many. */
function createLog() {
  const lines: Record<string, unknown>[] = [];
  let wake: (() => void) | undefined;
  const output = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()));
      wake?.();
      done();
    },
  });
  const until = async (count: number) => {
    while (lines.length < count) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return lines;
  };
  return { lines, until, logger: createLogger('info', 'json', output) };
}

function fail(error: Error) {
  return (): never => {
    throw error;
  };
}

for (const [what, request] of [
  ['a look-up', { path: '/users/7' }],
  ['a list', { path: '/users' }],
  ['the global refresh', { path: '/actualisation' }],
] as const) {
  t.test(
    `${what} that the storage fails is a 500 without a trace, and logged with one`,
    async (t) => {
      const { until, logger } = createLog();
      const world = worldsWith(t, { document: fail(FAULT), list: fail(FAULT) });
      const server = await serve(t, world, { logger });
      const { status, headers, text, json } = await call(server, request.path);
      t.equal(status, 500);
      t.equal(headers.get('content-type'), 'application/problem+json; charset=utf-8');
      t.equal(json.code, 'erreur_interne');
      t.notMatch(text, /secret|SQLITE|at .*\.[jt]s|stack/);
      const lines = await until(2);
      t.match(lines, [
        { level: 'error', err: { message: FAULT.message, stack: String } },
        { level: 'info', status: 500, code: 'erreur_interne' },
      ]);
    },
  );
}

t.test('HEAD is answered without reading a record', async (t) => {
  const server = await serve(t, worldsWith(t, { list: fail(FAULT) }));
  for (const path of ['/users', '/actualisation', '/actualisation/2016-S1']) {
    t.equal((await call(server, path, { method: 'HEAD' })).status, 200, path);
  }
});

t.test('a change that cannot be stored gets a 500 with that reason', async (t) => {
  const error = new StorageError('The database: the disk is full.');
  const server = await serve(t, worldsWith(t, { change: fail(error) }));
  const { status, json } = await postStatut(server, 7, { action: 1 });
  t.equal(status, 500);
  t.equal(json.code, 'erreur_interne');
  t.match(json.detail, 'Rien n’a été modifié');
});

/** A world whose lists fail after so many chunks. */
function failingAfter(t: Test, chunks: number) {
  return worldsWith(t, {
    *list() {
      for (let chunk = 0; chunk < chunks; chunk += 1) yield Buffer.from(`"${'x'.repeat(100_000)}"`);
      throw FAULT;
    },
  });
}

t.test('a list that fails before its first byte is a 500', async (t) => {
  const server = await serve(t, failingAfter(t, 0));
  const { status, headers, json } = await call(server, '/users');
  t.equal(status, 500);
  t.equal(headers.get('content-type'), 'application/problem+json; charset=utf-8');
  t.equal(json.code, 'erreur_interne');
});

t.test('a list that fails midway is cut off: it cannot be taken for a whole one', async (t) => {
  const { until, logger } = createLog();
  const server = await serve(t, failingAfter(t, 3), { logger });
  await t.rejects(call(server, '/users'));
  t.match(await until(2), [
    { level: 'error', err: { message: FAULT.message, stack: String } },
    { level: 'info', status: 200 },
  ]);
  t.equal((await call(server, '/users/7')).status, 200);
});

t.test('a list that a rule cuts and that fails before is logged, too', async (t) => {
  const { until, logger } = createLog();
  let lists = 0;
  const worlds = worldsWith(t, {
    list() {
      // The first one is sent, the other one counted.
      const fails = lists++ === 0;
      return (function* () {
        for (const letter of fails ? 'a' : 'abc') yield Buffer.from(`"${letter.repeat(100_000)}"`);
        if (fails) throw FAULT;
      })();
    },
  });
  const server = await serve(t, worlds, { logger });
  worlds.main.addRule({ then: { action: 'cut', fraction: 0.9 } });
  await t.rejects(call(server, '/users'));
  t.match(await until(2), [
    { level: 'error', err: { message: FAULT.message } },
    { level: 'info', status: 200 },
  ]);
});

t.test('a client that leaves while it sends its body is no internal error', async (t) => {
  const { lines, logger } = createLog();
  const server = await serve(t, worldsWith(t), { logger });
  for (const leave of ['end', 'destroy', 'resetAndDestroy'] as const) {
    const socket = net.connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.on('error', () => {});
    socket.resume();
    const fields = ['Content-Type: application/json', 'Content-Length: 20', 'Expect: 100-continue'];
    socket.write(`${head(server, 'POST', '/users/7/statut', ...fields)}{"action":1`);
    // "100 Continue" shows that the server has begun the request.
    await once(socket, 'data');
    const closed = once(socket, 'close');
    socket[leave]();
    await closed;
  }
  t.equal((await call(server, '/users/7')).json.statut, 0);
  // By then, the server has done with every connection.
  await server.close();
  t.same(
    lines.filter(({ level }) => level !== 'info'),
    [],
  );
});

t.test('the log has the rule that acted, and requests without an answer', async (t) => {
  const { until, logger } = createLog();
  const worlds = worldsWith(t);
  const server = await serve(t, worlds, { logger });
  worlds.main.addRule({ id: 'unlucky', then: { action: 'drop' } });
  await t.rejects(call(server, '/users'));
  t.match(await until(1), [{ operation: 'listUsers', status: 0, rule: 'unlucky' }]);
});

t.test('the log has one line for a request, without headers, body or secrets', async (t) => {
  const { until, logger } = createLog();
  const worlds = worldsWith(t);
  const server = await serve(t, worlds, { logger });
  const { applications } = worlds.main;
  const [demo, valmont] = applications;
  await call(server, '/users/7?statut=1&mot_de_passe=secret-query');
  await postStatut(server, 7, { action: 'secret-body' });
  await call(server, `/${demo?.cle}`);
  await call(server, `/x${valmont?.cle}/${encodeURIComponent(valmont?.mot_de_passe as string)}`);
  await call(server, '/demo', { user: 'demo:secret-password' });
  await call(server, '/%zz');
  const lines = await until(6);
  t.match(lines, [
    {
      operation: 'getUser',
      method: 'GET',
      path: '/api/users/7',
      query: { statut: '1', mot_de_passe: '***' },
      status: 200,
      ms: Number,
    },
    { operation: 'setUserStatut', method: 'POST', status: 400, code: 'requete_invalide' },
    { operation: null, path: '/api/***', status: 404, code: 'ressource_inconnue' },
    { operation: null, path: '/api/x***/***', status: 404 },
    { operation: null, path: '/api/demo', status: 401, code: 'identifiants_invalides' },
    { operation: null, path: '/api/%zz', status: 404 },
  ]);
  t.equal(lines.length, 6);
  t.notOk('code' in (lines[0] as object));
  const text = JSON.stringify(lines);
  for (const secret of ['secret', ...applications.map(({ cle }) => cle)]) {
    t.notOk(text.includes(secret));
  }
});
