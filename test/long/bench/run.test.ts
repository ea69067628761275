import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import t, { type Test } from 'tap';
import { type Exit, ROOT, runForeign } from '../../command-helpers.ts';

t.setTimeout(180_000);

/** Runs `npm run bench` in a copy of the project, so that what it builds meets nobody else's. */
function bench(t: Test, ...args: string[]): Promise<Exit> {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-test-'));
  t.teardown(() => fs.rmSync(copy, { recursive: true, force: true }));
  for (const part of [
    'bench',
    'src',
    'fixtures',
    'examples',
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
  ]) {
    fs.cpSync(path.join(ROOT, part), path.join(copy, part), { recursive: true });
  }
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
  return runForeign(t, 'npm', ['run', '--silent', 'bench', '--', ...args], { cwd: copy });
}

t.test('a benchmark prints its lines, each with target, figure and verdict', async (t) => {
  const { status, stdout, stderr } = await bench(t, 'in-process');
  const rows = stdout.split('\n').filter((row) => /^\| [^w-]/.test(row));
  t.equal(rows.length, 5, `${stdout}${stderr}`);
  for (const row of rows) {
    t.match(row, /^\| .+ \| ≤ .+ \| [\d.]+ M?m?[sB].* \| [\d.]+ \| (met|\*\*missed\*\*) \|$/);
  }
  t.equal(status, /missed/.test(stdout) ? 1 : 0, 'and its status says whether all are met');
});

t.test('unknown names are refused, with the known ones', async (t) => {
  for (const [argument, said] of [
    ['getUsers', 'There is no benchmark "getUsers": there are getUser, '],
    ['--quick', "Unknown option '--quick'"],
    [
      'getUser --write',
      '--write puts all figures into docs/performance.md: it goes without names.',
    ],
  ] as const) {
    const { status, stderr } = await bench(t, ...argument.split(' '));
    t.equal(status, 1);
    t.match(stderr, said);
    t.notMatch(stderr, /^ {4}at /m);
  }
});
