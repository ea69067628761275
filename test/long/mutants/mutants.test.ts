import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import t from 'tap';
import { ROOT, startForeign } from '../../command-helpers.ts';
import { MUTANTS, type Mutant } from './mutants.ts';

t.setTimeout(1_200_000);

/** Folders and files of the tree that the tests need. */
const TREE = [
  'README.fr.md',
  'README.md',
  'bin',
  'docs',
  'fixtures',
  'openapi',
  'page',
  'scripts',
  'src',
  'test',
  'package.json',
];

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'faire-simple-mock-mutants-'));
t.teardown(() => fs.rmSync(folder, { recursive: true }));

/** A copy of the tree in which one mutant at a time is tried. */
function copyTree(name: string): string {
  const copy = path.join(folder, name);
  for (const entry of TREE) {
    fs.cpSync(path.join(ROOT, entry), path.join(copy, entry), { recursive: true });
  }
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
  return copy;
}

/** How long a test file may take without a mutant, in milliseconds. */
const LONGEST = 300_000;

/** How long each may take with one, as some mutants make tests hang: four times what it took without, and ten seconds. */
const limits = new Map<string, number>();

/** Whether test files of a copy pass in time, up to the first that fails. */
async function passes(copy: string, tests: readonly string[]): Promise<boolean> {
  for (const name of tests) {
    const file = path.join('test', name);
    const env = { TAP_BAIL: '1', CI: '' };
    const test = startForeign(t, process.execPath, [file], { cwd: copy, env });
    const timer = setTimeout(() => test.stop('SIGKILL'), limits.get(name) ?? LONGEST);
    const { status } = await test.exit;
    clearTimeout(timer);
    if (status !== 0) return false;
  }
  return true;
}

/** Calls a function with each item, in twice as many copies at a time as there are processors: tests that hang use none. */
async function inCopies<Item>(
  items: readonly Item[],
  action: (copy: string, item: Item) => Promise<void>,
): Promise<void> {
  const left = [...items];
  const work = async (copy: string) => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await action(copy, item);
  };
  await Promise.all(COPIES.map(work));
}

const COPIES = Array.from({ length: 2 * os.availableParallelism() }, (_, index) =>
  copyTree(`${index}`),
);

function nameOf({ file, from, to }: Mutant): string {
  return `src/${file}: ${from} → ${to || 'nothing'}`;
}

t.test('every mutant changes one place of the sources', async (t) => {
  const stale = MUTANTS.filter(({ file, from }) => {
    const text = fs.readFileSync(path.join(ROOT, 'src', file), 'utf8');
    return text.split(from).length !== 2;
  });
  t.strictSame(stale.map(nameOf), []);
});

t.test('without a mutant, the tests pass', async (t) => {
  const failing: string[] = [];
  await inCopies([...new Set(MUTANTS.flatMap(({ tests }) => tests))], async (copy, test) => {
    const begin = performance.now();
    if (!(await passes(copy, [test]))) failing.push(test);
    limits.set(test, 10_000 + 4 * (performance.now() - begin));
  });
  t.strictSame(failing, []);
});

t.test('each mutant makes a test fail', async (t) => {
  const survivors: string[] = [];
  await inCopies(MUTANTS, async (copy, mutant) => {
    const file = path.join(copy, 'src', mutant.file);
    const text = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(
      file,
      text.replace(mutant.from, () => mutant.to),
    );
    if (await passes(copy, mutant.tests)) survivors.push(nameOf(mutant));
    fs.writeFileSync(file, text);
  });
  t.strictSame(survivors, []);
});
