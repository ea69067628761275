// Runs test files one after another in one process, so that tap, the sources and their coverage are loaded once a group.

import fs from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import root, { type Test } from 'tap';

/**
 * Test files, by the group that runs them: a file is in the first group with a pattern that it matches.
 * Each group has a file of its name in groups/. Tap starts them in the order of the alphabet.
 */
export const GROUPS: Record<string, readonly string[]> = {
  api: ['api/*'],
  commands: ['cli/command*'],
  conformance: ['conformance/*', 'cli/conformance*'],
  control: ['control/*'],
  exec: ['cli/exec*'],
  root: ['*'],
  // It adds a field to a schema, for the whole process.
  schema: ['generate/partners.test.ts'],
  start: ['start/*'],
  world: ['world/*'],
  others: ['**'],
};

/** In a file that a group runs, `import t from 'tap'` gives this test, named after the file. */
let current: Test = root;

export { current as default };

/** Runs the group after which a file of groups/ is named. */
export function runGroup(groupFile: string): void {
  registerHooks({
    resolve(specifier, context, next) {
      return specifier === 'tap' && context.parentURL?.endsWith('.test.ts')
        ? { url: import.meta.url, shortCircuit: true }
        : next(specifier, context);
    },
  });
  // The time that tap gives to one file.
  const { timeout = 0 } = root.options;
  root.setTimeout(600_000);
  const group = path.basename(groupFile, '.ts');
  for (const file of testFiles().filter((file) => groupOf(file) === group)) {
    const name = `test/${file}`;
    root.test(name, { timeout, at: null, stack: '' }, async (t) => {
      current = t;
      const before = processState();
      await import(`./${file}`);
      t.test(`${name} leaves the process as it was`, async (t) => {
        t.strictSame(processState(), before);
      });
    });
  }
}

/** All test files but the slow ones, from test/. */
function testFiles(): string[] {
  const found = fs.globSync('**/*.test.ts', { cwd: import.meta.dirname, exclude: ['long/**'] });
  return found.map((file) => file.replaceAll(path.sep, '/')).sort();
}

function groupOf(file: string): string | undefined {
  return Object.keys(GROUPS).find((group) =>
    GROUPS[group]?.some((pattern) => path.matchesGlob(file, pattern)),
  );
}

/** The parts of the process that a test could change for the files after it. */
function processState(): unknown {
  // Loggers listen to "exit" as long as they exist.
  const events = process.eventNames().filter((event) => event !== 'exit');
  return {
    cwd: process.cwd(),
    env: { ...process.env },
    exitCode: process.exitCode,
    listeners: events.map((event) => [event, process.listenerCount(event)]),
  };
}
