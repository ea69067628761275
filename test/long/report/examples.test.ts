import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { ROOT, runForeign } from '../../command-helpers.ts';
import {
  copyExample,
  EXAMPLES,
  environment,
  output,
  readmeCommands,
  reasonToSkip,
} from '../../example-helpers.ts';

t.setTimeout(300_000);
// Most of their time is waiting.
t.jobs = 4;

/** Their clients are copies of others: those in "node", "python" and "php". */
const OTHERS = ['vitest', 'jest', 'pytest', 'phpunit'];

for (const example of EXAMPLES) {
  const { folder, says } = example;
  if (OTHERS.includes(folder)) continue;
  t.test(`the client in ${folder} has no finding`, { skip: reasonToSkip(example) }, async (t) => {
    const copy = path.join(t.testdir(), folder);
    copyExample(folder, copy);
    const bin = path.join(copy, 'node_modules', '.bin');
    fs.mkdirSync(bin, { recursive: true });
    fs.symlinkSync(ROOT, path.join(copy, 'node_modules', 'faire-simple-mock'));
    const program = path.join(bin, 'faire-simple-mock');
    fs.symlinkSync(path.join(ROOT, 'bin', 'faire-simple-mock.js'), program);
    const report = path.join(copy, 'report');
    // Some start the server in the tests' own process.
    const helper = path.join(copy, 'sandbox.js');
    if (fs.existsSync(helper)) {
      const text = fs.readFileSync(helper, 'utf8');
      const options = JSON.stringify({ report });
      fs.writeFileSync(helper, text.replace('startServer()', `startServer(${options})`));
    }
    const [, command = ''] = readmeCommands(folder);
    const line = command.replace(
      /^npx faire-simple-mock exec/,
      `'${program}' exec --report report --fail-on any`,
    );
    const exit = await runForeign(t, 'sh', ['-c', line], { cwd: copy, env: environment() });
    t.match(output(exit), says);
    t.equal(exit.status, 0, output(exit));
    const { findings, requests } = JSON.parse(
      fs.readFileSync(path.join(report, 'report.json'), 'utf8'),
    );
    t.strictSame(findings, []);
    t.ok(requests >= 3, `${requests} requests`);
  });
}
