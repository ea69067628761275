import path from 'node:path';
import t from 'tap';
import { settingsOfObject } from '../../src/options/settings.ts';
import { runServer } from '../../src/start.ts';
import { run, serve } from '../command-helpers.ts';
import { call } from '../helpers.ts';

t.setTimeout(120_000);

/** Has Node tell of every module that it loads. */
const TELLING = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({
    load(url, context, next) {
      process.stderr.write('loaded ' + url + '\\n');
      return next(url, context);
    },
  });
`)}`;
const options = { nodeArgs: ['--import', TELLING] };

/** Modules that the first answer to a reader does not need. */
const LATER = {
  described: /node_modules\/@fastify\/swagger-ui|src\/docs\/documentation/,
  compiled: /node_modules\/(ajv|@fastify\/ajv-compiler|fast-json-stringify\/index)/,
  controlled: /src\/control\/(routes|operations|schemas|world-control)/,
  ruled: /src\/api\/simulation/,
  placed: /node_modules\/jsonc-parser\//,
  generated: /node_modules\/@faker-js|src\/generate\/generate/,
  written: /src\/fixtures\/write/,
  secured: /node_modules\/(pkijs|asn1js)\/|src\/tls\/(?!fault-names)/,
  executed: /src\/cli\/exec|child_process/,
};

function loaded(stderr: string, pattern: RegExp): string[] {
  return stderr.split('\n').filter((line) => line.startsWith('loaded ') && pattern.test(line));
}

t.test('a start loads what the first answer needs, and no more', async (t) => {
  const { command, server } = await serve(t, [], options);
  t.equal((await call(server, '/users/1')).status, 200);
  const { stderr } = await command.stop();
  t.strictSame(loaded(stderr, /src\/api\/routes/).length, 1, 'what is loaded is seen');
  for (const [what, pattern] of Object.entries(LATER)) {
    t.strictSame(loaded(stderr, pattern), [], `not what is for what is ${what}`);
  }
});

t.test('other parts are loaded by their first request', async (t) => {
  const { command, server } = await serve(t, [], options);
  t.equal((await fetch(`${server.url}/docs`)).status, 200);
  t.equal((await fetch(`${server.url}/_mock`)).status, 200);
  t.equal((await call(server, '/users/1', { headers: { prefer: 'code=503' } })).status, 503);
  const folder = t.testdir({ bad: { 'users.json': '[1]' } });
  const said = [
    await command.stop(),
    await run(t, ['check', path.join(folder, 'bad')], options),
    await run(t, ['generate', path.join(folder, 'new'), '--generate', '100'], options),
    await run(t, ['exec', '--https', '--', process.execPath, '--version'], options),
  ].map(({ stderr }) => stderr);
  for (const [what, pattern] of Object.entries(LATER)) {
    t.not(loaded(said.join('\n'), pattern).length, 0, `what is for what is ${what}`);
  }
});

t.test('an error of listening that has no advice of ours is passed on as it is', async (t) => {
  const settings = { ...settingsOfObject({}), port: 65_536, reloaded: () => {} };
  await t.rejects(runServer(settings), { name: 'RangeError', code: 'ERR_SOCKET_BAD_PORT' });
});
