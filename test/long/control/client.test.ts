import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { ROOT, runForeign } from '../../command-helpers.ts';
import { start } from '../../helpers.ts';

// It installs the generator.
t.setTimeout(600_000);

const bin = path.join(ROOT, 'node_modules', '.bin');
const env = { PATH: [path.dirname(process.execPath), bin, process.env.PATH].join(path.delimiter) };

/** The generator is installed from the registry. */
const reachable = spawnSync('npm', ['view', 'openapi-typescript@7', 'name'], {
  env: { ...process.env, ...env },
});
const skip = reachable.status !== 0 && !process.env.CI && 'the npm registry cannot be reached';

t.test('a client generated from control.yaml runs the steps of the guide', { skip }, async (t) => {
  const guide = fs.readFileSync(path.join(ROOT, 'docs', 'clients.md'), 'utf8');
  const [install = ''] = /^npm install .*openapi-typescript.*$/m.exec(guide) ?? [];
  const [, tsconfig = ''] = /```json\n(.*?)```/s.exec(guide) ?? [];
  const folder = t.testdir({
    'package.json': JSON.stringify({ private: true, type: 'module' }),
    'tsconfig.json': tsconfig,
    'steps.ts': fs.readFileSync(path.join(import.meta.dirname, 'client', 'steps.ts'), 'utf8'),
  });
  const succeed = async (command: string, more = {}) => {
    const exit = await runForeign(t, 'sh', ['-c', command], {
      cwd: folder,
      env: { ...env, ...more },
    });
    t.equal(exit.status, 0, `${command}: ${exit.stdout}${exit.stderr}`);
    return exit.stdout;
  };
  await succeed(`${install} --prefer-offline --no-audit --no-fund`);
  const document = path.join(ROOT, 'openapi', 'control.yaml');
  await succeed(`npx openapi-typescript '${document}' -o control.d.ts`);
  // Its own compiler: the types of the answers must fit what the steps read.
  await succeed('./node_modules/.bin/tsc');
  const server = await start(t);
  t.match(await succeed('node dist/steps.js', server.environment), /^held\n$/);
});
