import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { ROOT } from '../../scripts/generated.ts';

const run = promisify(execFile);

// It installs every dependency anew.
t.setTimeout(180_000);

/** The instructions of the Dockerfile, continuation lines joined. */
const instructions = fs
  .readFileSync(path.join(ROOT, 'Dockerfile'), 'utf8')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter(Boolean)
  .map((line) => /^(\w+) (.*)$/.exec(line)?.slice(1) as [string, string]);

t.test(
  'the steps of the Dockerfile, run in clean folders, give a server that its HEALTHCHECK finds healthy',
  async (t) => {
    const base = fs.mkdtempSync(path.join(os.tmpdir(), 'dockerfile-'));
    t.teardown(() => fs.rmSync(base, { recursive: true, force: true }));
    const stages = new Map<string, string>();
    // The user `node` is the image's.
    const tools = path.join(base, 'tools');
    fs.mkdirSync(tools);
    fs.writeFileSync(path.join(tools, 'chown'), '#!/bin/sh\n', { mode: 0o755 });
    const env: Record<string, string> = {};
    let app = '';
    let health: string[] = [];
    let entrypoint: string[] = [];
    let user = 'root';

    for (const [name, rest] of instructions) {
      switch (name) {
        case 'FROM': {
          const [image, , stage] = rest.split(' ');
          t.match(image, /^node:24/);
          app = path.join(base, stage ?? 'final');
          fs.mkdirSync(app);
          if (stage) stages.set(stage, app);
          break;
        }
        case 'COPY': {
          const words = rest.split(' ');
          const from = words[0]?.startsWith('--from=')
            ? stages.get((words.shift() as string).slice(7))
            : ROOT;
          const target = path.join(app, words.pop() as string);
          for (const source of words) {
            const file = path.join(from as string, source.replace(/^\/app\//, ''));
            const to =
              words.length > 1 || target.endsWith('/')
                ? path.join(target, path.basename(file))
                : target;
            fs.cpSync(file, to, { recursive: true, verbatimSymlinks: true });
          }
          break;
        }
        case 'RUN':
          // tap hands loaders of its own to child processes: they have no business in an image.
          await run('sh', ['-c', `unset NODE_OPTIONS; ${rest}`], {
            cwd: app,
            env: { ...process.env, ...env, PATH: [tools, process.env.PATH].join(path.delimiter) },
          });
          break;
        case 'ENV':
          env[rest.split('=')[0] as string] = (rest.split('=')[1] as string).replace(
            /^\/app\b/,
            app,
          );
          break;
        case 'HEALTHCHECK':
          health = JSON.parse(rest.slice(rest.indexOf('[')));
          break;
        case 'ENTRYPOINT':
          entrypoint = JSON.parse(rest);
          break;
        case 'USER':
          user = rest;
          break;
        default:
          t.match(
            `${name} ${rest}`,
            /^(WORKDIR \/app|EXPOSE 3000)$/,
            'an instruction that this test knows',
          );
      }
    }

    t.equal(user, 'node', 'it does not run as root');
    t.notOk(fs.existsSync(path.join(app, 'node_modules/tap')), 'production dependencies only');
    t.notOk(fs.existsSync(path.join(app, 'src')), 'and what is built, not its sources');

    const cache = env.NODE_COMPILE_CACHE as string;
    const cached = () => (fs.readdirSync(cache, { recursive: true }) as string[]).sort();
    const filled = cached();
    t.ok(filled.length > 100, 'the build fills the compile cache');

    const [command, ...args] = entrypoint as [string, ...string[]];
    t.equal(command, 'node');
    const plain = ['-c', 'unset NODE_OPTIONS; exec "$@"', 'sh', process.execPath, ...args];
    /** Starts the server of the image; resolves with it, and its address. */
    const begin = async (more: Record<string, string> = {}) => {
      const server = spawn('sh', plain, {
        cwd: app,
        env: { PATH: process.env.PATH, ...env, FAIRE_SIMPLE_MOCK_PORT: '0', ...more },
      });
      t.teardown(() => server.kill());
      const [line] = await once(server.stdout, 'data');
      const { address } = JSON.parse(String(line).split('\n', 1)[0] as string);
      return { server, url: new URL(address) };
    };
    const {
      server,
      url: { port },
    } = await begin();
    const [, ...check] = health;
    const healthEnv = (port: string, more = {}) => ({
      cwd: app,
      env: { ...process.env, FAIRE_SIMPLE_MOCK_PORT: port, ...more },
    });
    await run(process.execPath, check, healthEnv(port));
    t.equal(env.FAIRE_SIMPLE_MOCK_HOST, '0.0.0.0');
    t.equal(env.FAIRE_SIMPLE_MOCK_CONTROL, 'false');
    const origin = `http://127.0.0.1:${port}`;
    t.notOk('control' in ((await (await fetch(origin)).json()) as object));
    t.equal((await fetch(`${origin}/_mock/rules`)).status, 404, 'nobody controls it unasked');

    server.kill();
    const [status] = await once(server, 'exit');
    t.equal(status, 0, 'docker stop ends it cleanly');
    await t.rejects(run(process.execPath, check, healthEnv(port)), 'and the HEALTHCHECK notices');

    const more = { FAIRE_SIMPLE_MOCK_HTTPS: 'true' };
    const secure = await begin(more);
    t.equal(secure.url.protocol, 'https:');
    await run(process.execPath, check, healthEnv(secure.url.port, more));
    secure.server.kill();
    await once(secure.server, 'exit');
    t.strictSame(cached(), filled, 'all that both starts load was in the cache');
  },
);
