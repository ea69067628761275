import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { ROOT } from '../scripts/generated.ts';
import { GENERATED, renderPage } from '../scripts/readme.ts';
import { cached, runForeign, unmeasured } from './command-helpers.ts';
import { EXAMPLES, INSTALL } from './example-helpers.ts';
import { start } from './helpers.ts';

// Each command starts npm, and a server, of its own.
t.setTimeout(180_000);

/** The fenced blocks of one language, in order. */
function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(
    ([, block]) => block as string,
  );
}

/** The name that a heading is linked by. */
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');

const READMES = ['README.md', 'README.fr.md'];

/** The pages whose commands are run here, beside the READMEs. */
const PAGES = ['install', 'operations', 'data', 'options', 'troubleshooting'].flatMap((page) => [
  `docs/${page}.md`,
  `docs/${page}.fr.md`,
]);

const read = (file: string) => fs.readFileSync(path.join(ROOT, file), 'utf8');

/** Commands that cannot be run here, each with the reason. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'npm install --save-dev git+https://git.example/faire-simple-mock.git':
    'takes a minute; test/long/package.test.ts runs it',
  'git clone https://git.example/faire-simple-mock.git': 'likewise',
  'cd faire-simple-mock && npm ci && npm pack': 'likewise, without npm ci, which .ci/run runs',
  [INSTALL]: 'likewise',
  'npx faire-simple-mock': 'likewise',
  ...Object.fromEntries(
    EXAMPLES.map(({ command }) => [command, 'is an example’s; test/long/package.test.ts runs it']),
  ),
  'npm ci && npm test': 'is what runs this test; .ci/run runs it in a clean clone',
  'npm run bench': 'takes minutes; test/long/bench/run.test.ts runs a part of it',
  'docker build -t faire-simple-mock https://git.example/faire-simple-mock.git':
    'needs a Docker engine; test/long/image.test.ts builds the image by other programs',
  'docker run --rm -p 3000:3000 faire-simple-mock': 'needs a Docker engine; likewise',
};

/** The commands of a page: those of its blocks, and those in the middle of a sentence. */
function commandsOf(text: string): string[] {
  return [
    ...blocks(text, 'sh').flatMap((block) => block.trim().split('\n')),
    ...[...text.matchAll(/`(npx faire-simple-mock [^`]*)`/g)].map(
      ([, command]) => command as string,
    ),
  ];
}

/** Each command once: the pages are twins. */
const COMMANDS = new Set<string>();

for (const file of GENERATED) {
  t.test(`the tables of ${file} are those of the code`, async (t) => {
    t.equal(renderPage(file), read(file), 'run: npm run readme');
  });
}

for (const file of [...READMES, ...PAGES]) {
  for (const command of commandsOf(read(file))) COMMANDS.add(command);
}

for (const file of READMES) {
  const text = read(file);

  t.test(`${file} can be read in a few minutes`, async (t) => {
    t.ok(text.split('\n').length <= 150);
  });

  t.test(`the program of ${file} works`, async (t) => {
    const [program = ''] = blocks(text, 'js');
    const folder = t.testdir({});
    const script = path.join(folder, 'program.mjs');
    const source = JSON.stringify(path.join(ROOT, 'src/index.ts'));
    fs.writeFileSync(script, program.replace("'faire-simple-mock'", source));
    const { status, stdout } = await runForeign(t, process.execPath, [script]);
    t.strictSame({ status, stdout }, { status: 0, stdout: '200 Morvan\n' });
  });

  t.test(`the links of ${file} lead somewhere`, async (t) => {
    const links = [...text.matchAll(/\]\((?!http)([^)]+)\)/g)].map(([, link]) => link as string);
    t.ok(links.length > 10);
    for (const link of links) {
      const [target = '', name] = link.split('#');
      t.ok(fs.existsSync(path.join(ROOT, target)), link);
      if (name === undefined) continue;
      const headings = [...read(target).matchAll(/^#+ (.*)$/gm)];
      t.ok(headings.map(([, heading]) => anchor(heading as string)).includes(name), link);
    }
  });
}

/** A part of each command that ends by itself, and what is printed then; the others start a server. */
const PRINTED: Readonly<Record<string, RegExp>> = {
  ' exec ': /"nom":"Morvan"/,
  ' help': /^Usage: faire-simple-mock/m,
  ' check ': /hold/,
  ' init ': /^Wrote the fixtures .*: 54 users/m,
  ' generate ': /^Wrote the fixtures .*: 10000 users/m,
};

t.test('the commands of the READMEs and their pages work', async (t) => {
  t.ok(COMMANDS.size > 15, 'they are found');
  const server = await start(t);
  // Their output is tested elsewhere.
  const folder = t.testdir();
  const shell = (line: string) => runForeign(t, 'sh', ['-c', line], { cwd: ROOT });
  for (const written of COMMANDS) {
    if (written in ELSEWHERE) continue;
    // As docs/install.md says for a clone.
    const command = written
      .replace(/^npx faire-simple-mock/, 'npm start --')
      .replaceAll(/\b(big|my-data)\b/g, `'${folder}/$1'`)
      // Another test may have the port.
      .replace('--http-port 3001', '--http-port 0');
    const [, printed] = Object.entries(PRINTED).find(([part]) => command.includes(part)) ?? [];
    if (command.startsWith('curl')) {
      const here = command.replaceAll('http://127.0.0.1:3000', server.url);
      const { status, stdout } = await shell(`${here} -sS -w '\\n%{http_code}'`);
      t.match({ status, stdout }, { status: 0, stdout: /\n200$/ }, command);
      if (command.includes('"action"')) t.match(stdout, '"statut":1', 'it registers');
    } else if (printed) {
      t.match(await shell(command), { status: 0, stdout: printed }, command);
    } else {
      t.match(await firstLog(t, command.replace('npm ci && ', '')), '"msg":"listening"', command);
    }
  }
});

/** Starts a server by the command of a page, on a free port, and returns the first line it logs. */
async function firstLog(
  t: { teardown(action: () => unknown): unknown },
  command: string,
): Promise<string> {
  const child: ChildProcess = spawn('sh', unmeasured('sh', '-c', command), {
    cwd: ROOT,
    // A group of its own: npm puts a shell between us and the server.
    detached: true,
    env: cached({ FAIRE_SIMPLE_MOCK_PORT: '0' }),
  });
  t.teardown(() => {
    if (child.exitCode === null) process.kill(-(child.pid as number), 'SIGTERM');
  });
  let output = '';
  for await (const chunk of child.stdout as NodeJS.ReadableStream) {
    output += chunk;
    if (/\{.*\}\n/.test(output)) return output;
  }
  return output;
}
