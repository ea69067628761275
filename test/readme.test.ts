import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { ROOT } from '../scripts/generated.ts';
import { READMES, renderReadme } from '../scripts/readme.ts';
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

/** Commands that cannot be run here, each with the reason. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'npm install --save-dev git+https://git.example/faire-simple-mock.git':
    'takes a minute; test/long/package.test.ts runs it',
  'git clone https://git.example/faire-simple-mock.git': 'likewise',
  'cd faire-simple-mock && npm ci && npm pack': 'likewise, without npm ci, which .ci/run runs',
  [INSTALL]: 'likewise',
  'npx faire-simple-mock': 'likewise',
  ...Object.fromEntries(
    EXAMPLES.map(({ command }) => [command, 'is an example’s; test/examples.test.ts runs it']),
  ),
  'npm ci && npm test': 'is what runs this test; .ci/run runs it in a clean clone',
  'npm run bench': 'takes minutes; test/long/bench/run.test.ts runs a part of it',
  'docker build -t faire-simple-mock https://git.example/faire-simple-mock.git':
    'needs a Docker engine; test/long/image.test.ts builds the image by other programs',
  'docker run --rm -p 3000:3000 faire-simple-mock': 'needs a Docker engine; likewise',
};

/** The commands of a README: those of its blocks, and those in the middle of a sentence. */
function commandsOf(text: string): string[] {
  return [
    ...blocks(text, 'sh').flatMap((block) => block.trim().split('\n')),
    ...[...text.matchAll(/`(npm start -- [^`]*)`/g)].map(([, command]) => command as string),
  ];
}

/** Each command once: the READMEs are twins. */
const COMMANDS = new Set<string>();

for (const file of READMES) {
  const text = fs.readFileSync(path.join(ROOT, file), 'utf8');

  t.test(`the tables of ${file} are those of the code`, async (t) => {
    t.equal(renderReadme(file), text, 'run: npm run readme');
  });

  t.test(`the commands of ${file} are found`, async (t) => {
    const commands = commandsOf(text);
    t.ok(commands.length >= 9);
    for (const command of commands) COMMANDS.add(command);
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
    const links = [...text.matchAll(/\]\((?!http)([^)#]+)\)/g)].map(([, link]) => link as string);
    t.ok(links.length > 0);
    for (const link of links) t.ok(fs.existsSync(path.join(ROOT, link)), link);
    const anchors = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
      anchor(heading as string),
    );
    const inside = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, name]) => name as string);
    t.ok(inside.length > 0);
    for (const name of inside) t.ok(anchors.includes(name), name);
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

t.test('the commands of the READMEs work', async (t) => {
  const server = await start(t);
  // Their output is tested elsewhere.
  const folder = t.testdir();
  const shell = (line: string) => runForeign(t, 'sh', ['-c', line], { cwd: ROOT });
  for (const written of COMMANDS) {
    if (written in ELSEWHERE) continue;
    const command = written
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

/** Starts a server by a README's command, on a free port, and returns the first line it logs. */
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
