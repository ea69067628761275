import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { CLI, ROOT, runForeign } from './command-helpers.ts';
import { start } from './helpers.ts';

t.setTimeout(120_000);

const page = fs.readFileSync(path.join(ROOT, 'docs', 'getting-started.md'), 'utf8');

/** The blocks of the page, in order. */
const blocks = [...page.matchAll(/^```(\w+)\n(.*?)^```/gms)].map(
  ([, language = '', text = '']) => ({
    language,
    text,
  }),
);

/** The program that each language needs, beside the server's Node. */
const PROGRAMS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  bash: ['curl', '--version'],
  php: ['php', '-r', 'exit(function_exists("curl_init") ? 0 : 1);'],
  java: ['java', '--version'],
  py: ['python3', '--version'],
  mjs: ['node', '--version'],
};

t.test('the first requests of the page are answered as it shows', async (t) => {
  const server = await start(t);
  const [, get, seen, post, changed, ...others] = blocks;
  t.ok(others.length > 0);
  for (const [command, answer] of [
    [get, seen],
    [post, changed],
  ]) {
    const here = `${command?.text}`.replace('http://127.0.0.1:3000', server.url).trim();
    const { status, stdout } = await runForeign(t, 'sh', ['-c', `${here} -fsS`]);
    t.equal(status, 0, here);
    t.ok(stdout.startsWith(`${answer?.text}`.trim()), stdout);
  }
});

for (const [index, { language, text }] of blocks.entries()) {
  const [program, ...args] = PROGRAMS[language] ?? [];
  if (program === undefined) continue;
  const isMissing = spawnSync(program, args).status !== 0;
  const skip = isMissing && !process.env.CI && `there is no ${program} here`;

  t.test(
    `the first test in ${language} passes, and fails without the partner`,
    { skip },
    async (t) => {
      const [, name = ''] = /^(?:<\?php )?(?:#|\/\/) (\S+)$/m.exec(text) ?? [];

      const cwd = t.testdir({ [name]: text, data: { 'users.json': '[]' } });
      const next = blocks[index + 1];
      const [, command = ''] = /^npx faire-simple-mock exec -- (.*)\n$/.exec(`${next?.text}`) ?? [];
      t.match(command, name);
      const words = command.split(' ') as [string, ...string[]];
      const empty = await start(t, { fixtures: path.join(cwd, 'data') });
      const [exit, failed] = await Promise.all([
        runForeign(t, process.execPath, [CLI, 'exec', '--', ...words], { cwd }),
        runForeign(t, words[0], words.slice(1), { cwd, env: empty.environment }),
      ]);
      t.match(exit, { status: 0, stdout: 'ok: partner 9 is registered\n' });
      const { status, stdout } = failed;
      t.not(status, 0);
      t.notMatch(stdout, /^ok/m);
    },
  );
}

t.test('the page has a first test in five languages', async (t) => {
  const found = blocks.filter(({ language }) => language in PROGRAMS);
  t.strictSame(
    found.map(({ language }) => language),
    Object.keys(PROGRAMS),
  );
});
