import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import rules from '../fixtures/rules.json' with { type: 'json' };
import manifest from '../package.json' with { type: 'json' };
import { type Exit, ROOT } from './command-helpers.ts';

const OK = /^ok: registers a partner\nok: tries again after a 503\n/;

/** An example: how its README runs it, the program that must succeed before, and what it prints. */
export interface Example {
  readonly folder: string;
  readonly command: string;
  readonly probe?: readonly [string, ...string[]];
  readonly says: RegExp;
  /** Where the server always answers 503. */
  readonly fails: RegExp;
  /** The file to be copied beside one's own tests, and the test that uses it. */
  readonly helper?: string;
  readonly test?: string;
}

const GSON = '/usr/share/java/gson.jar';
const JUNIT = '/usr/share/java/junit-platform-console-standalone.jar';

/** Those that find the server by `exec`, then those that start it in their own process. */
export const EXAMPLES: readonly Example[] = [
  {
    folder: 'python',
    command: 'npx faire-simple-mock exec -- python3 -m unittest',
    probe: ['python3', '--version'],
    says: /\nRan 2 tests in .*\n\nOK\n/,
    fails: /HTTPError: HTTP Error 503/,
    helper: 'sandbox.py',
    test: 'test_faire_simple.py',
  },
  {
    folder: 'pytest',
    command: 'npx faire-simple-mock exec -- python3 -m pytest',
    probe: ['python3', '-m', 'pytest', '--version'],
    says: /= 2 passed in /,
    fails: /HTTPError: HTTP Error 503/,
    helper: 'conftest.py',
    test: 'test_faire_simple.py',
  },
  {
    folder: 'phpunit',
    command: 'npx faire-simple-mock exec -- phpunit FaireSimpleTest.php',
    probe: ['phpunit', '--version'],
    says: /\nOK \(2 tests, \d+ assertions\)\n/,
    fails: /faire-simple answered 503/,
    helper: 'InSandbox.php',
    test: 'FaireSimpleTest.php',
  },
  {
    folder: 'junit',
    command: 'npx faire-simple-mock exec -- sh test.sh',
    probe: ['sh', '-c', `javac -version && test -f ${JUNIT}`],
    says: /\n\[ +2 tests successful +\]\n/,
    fails: /faire-simple answered 503/,
    helper: 'InSandbox.java',
    test: 'FaireSimpleTest.java',
  },
  {
    folder: 'php',
    command: 'npx faire-simple-mock exec -- php test.php',
    probe: ['php', '-r', 'exit(extension_loaded("curl") ? 0 : 1);'],
    says: OK,
    fails: /FAILED: registers a partner: faire-simple answered 503/,
  },
  {
    folder: 'java',
    command: 'npx faire-simple-mock exec -- java Example.java',
    // The compiler is part of a JDK only.
    probe: ['javac', '-version'],
    says: OK,
    fails: /faire-simple answered 503/,
  },
  {
    folder: 'shell',
    command: 'npx faire-simple-mock exec -- sh test.sh',
    probe: ['curl', '--version'],
    says: OK,
    fails: /error: 503/,
  },
  {
    folder: 'node',
    command: 'npm test',
    says: /pass 2\n/,
    fails: /fail 2\n/,
    helper: 'sandbox.js',
    test: 'faire-simple.test.js',
  },
  {
    folder: 'vitest',
    command: 'npm test',
    says: /Tests\s+2 passed \(2\)/,
    fails: /Tests\s+2 failed \(2\)/,
    helper: 'sandbox.js',
    test: 'faire-simple.test.js',
  },
  {
    folder: 'jest',
    command: 'npm test',
    says: /Tests: +3 passed, 3 total/,
    fails: /Tests: +3 failed, 3 total/,
    helper: 'sandbox.js',
    test: 'faire-simple.test.js',
  },
  {
    folder: 'sync',
    command: 'npm test',
    says: /pass 10\n/,
    fails: /fail 8\n/,
  },
  {
    folder: 'register',
    command: 'npx faire-simple-mock exec -- python3 -m pytest',
    probe: ['python3', '-m', 'pytest', '--version'],
    says: /= 10 passed in /,
    fails: / 10 failed/,
  },
  {
    folder: 'import',
    command: 'npx faire-simple-mock exec -- sh test.sh',
    probe: ['sh', '-c', `javac -version && test -f ${JUNIT} && test -f ${GSON}`],
    says: /\n\[ +9 tests successful +\]\n/,
    fails: /faire-simple answered 503/,
  },
];

/** The tarball that `npm pack` writes. */
export const TARBALL = `${manifest.name}-${manifest.version}.tgz`;

/** How each README installs the package. */
export const INSTALL = `npm install --save-dev ${TARBALL}`;

/** The commands of an example's README, in order. */
export function readmeCommands(folder: string): string[] {
  const text = fs.readFileSync(path.join(ROOT, 'examples', folder, 'README.md'), 'utf8');
  const [, block = ''] = /```sh\n(.*?)```/s.exec(text) ?? [];
  return block.trim().split('\n');
}

/** Why an example cannot be tried on this machine, or false; in CI, all are tried. */
export function reasonToSkip({ probe }: Example): string | false {
  if (process.env.CI || !probe) return false;
  const [file, ...args] = probe;
  return spawnSync(file, args).status !== 0 && `"${probe.join(' ')}" does not succeed here`;
}

/** Variables for the programs of other languages: the Node that runs the tests first, whichever else the machine has. */
export function environment(): Record<string, string> {
  return {
    PATH: [path.dirname(process.execPath), process.env.PATH].join(path.delimiter),
    NO_COLOR: '1',
  };
}

/** All that a process printed. */
export const output = ({ stdout, stderr }: Exit) => stdout + stderr;

/** Copies an example without what its tests leave behind. */
export function copyExample(folder: string, target: string): void {
  const left = [
    'node_modules',
    '__pycache__',
    '.pytest_cache',
    '.phpunit.result.cache',
    'package-lock.json',
  ];
  fs.cpSync(path.join(ROOT, 'examples', folder), target, {
    recursive: true,
    filter: (source) => !left.includes(path.basename(source)),
  });
}

/** Removes the verification from the first test of a copied example. */
export function dropVerification(file: string): void {
  const text = fs.readFileSync(file, 'utf8');
  // In Java, the expectation has a line of its own.
  const without = text.replace(/^.*verify.*\n(?:.*"""\);\n)?/m, '');
  fs.writeFileSync(file, without);
}

/** Has the server of a package answer 503 to every request of the examples. */
export function alwaysFail(folder: string): void {
  const rule = {
    id: 'always-503',
    then: { action: 'answer', status: 503, headers: { 'retry-after': '0' } },
  };
  const file = path.join(folder, 'fixtures', 'rules.json');
  fs.writeFileSync(file, JSON.stringify([rule, ...rules]));
}
