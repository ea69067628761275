import fs from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { command, run } from '../../command-helpers.ts';
import { call } from '../../helpers.ts';

t.setTimeout(120_000);

const curl = (more: string) =>
  `curl -s -o /dev/null -u "$FAIRE_SIMPLE_LOGIN:$FAIRE_SIMPLE_PASSWORD" "$FAIRE_SIMPLE_URL${more}key=$FAIRE_SIMPLE_KEY"`;
const GOOD = curl('/users/9?');
const UNKNOWN = curl('/users/999999?');

/** Runs a script under exec, with a report. */
async function report(t: Test, script: string, args: readonly string[] = []) {
  const folder = path.join(t.testdir(), 'report');
  const all = ['exec', '--report', folder, ...args, '--', 'sh', '-c', script];
  const exit = await run(t, all);
  return { ...exit, folder, said: exit.stderr.replaceAll(folder, 'DIR') };
}

t.test('exec writes the report, says where, and ends with the status of the command', async (t) => {
  const good = await report(t, GOOD);
  t.match(good, { status: 0, said: 'The report is in DIR/index.html: no findings.\n' });
  t.equal(JSON.parse(fs.readFileSync(path.join(good.folder, 'report.json'), 'utf8')).requests, 1);
  const bad = await report(t, `${UNKNOWN}; exit 0`);
  t.match(bad, { status: 0, said: 'The report is in DIR/index.html: refusal.\n' });
  t.strictSame(fs.readdirSync(bad.folder).sort(), [
    'index.html',
    'junit.xml',
    'report.json',
    'report.md',
  ]);
});

t.test(
  '--fail-on makes findings fail the run; the command’s own status counts first',
  async (t) => {
    t.equal((await report(t, UNKNOWN, ['--fail-on', 'refusal'])).status, 3);
    t.equal((await report(t, UNKNOWN, ['--fail-on', 'any'])).status, 3);
    t.equal((await report(t, UNKNOWN, ['--fail-on', 'gave-up,aborted'])).status, 0);
    t.equal((await report(t, `${UNKNOWN}; exit 7`, ['--fail-on', 'any'])).status, 7);
    const expected = ['--fail-on', 'any', '--expect', 'partenaire_inconnu'];
    t.equal((await report(t, UNKNOWN, expected)).status, 0);
  },
);

t.test(
  'a verification over the control plane keeps a finding away, a reset keeps it',
  async (t) => {
    const verify = `curl -s -o /dev/null -H 'Content-Type: application/json' -d '{"status": 404}' "$FAIRE_SIMPLE_CONTROL_URL/journal/verify"`;
    const reset = 'curl -s -X POST "$FAIRE_SIMPLE_CONTROL_URL/reset"';
    t.equal((await report(t, `${UNKNOWN}; ${verify}; ${reset}`, ['--fail-on', 'any'])).status, 0);
    t.equal((await report(t, `${UNKNOWN}; ${reset}; ${verify}`, ['--fail-on', 'any'])).status, 3);
  },
);

t.test('a report that cannot be written fails the run, before or after it', async (t) => {
  const folder = t.testdir({ taken: { 'index.html': 'mine' }, free: {} });
  const args = (name: string, script: string) => [
    ...['exec', '--report', path.join(folder, name)],
    ...['--', 'sh', '-c', script],
  ];
  const before = await run(t, args('taken', 'echo ran'));
  t.match(before, { status: 1, stdout: '', stderr: /its index\.html is of another program/ });
  const mine = `echo mine > '${folder}/free/index.html'`;
  const after = await run(t, args('free', `${mine}; echo ran`));
  t.match(after, { status: 1, stdout: 'ran\n', stderr: /its index\.html is of another program/ });
  const own = await run(t, args('free', 'exit 7'));
  t.equal(own.status, 1, 'the folder was taken before');
});

t.test(
  'a server that a signal stops writes its report, and --fail-on gives its status',
  async (t) => {
    for (const [failOn, status] of [
      ['refusal', 3],
      ['gave-up', 0],
    ] as const) {
      const folder = path.join(t.testdir(), 'report');
      const args = ['--port', '0', '--report', folder, '--fail-on', failOn];
      const running = command(t, args);
      t.equal((await call(await running.listening(), '/users/999999')).status, 404);
      const exit = await running.stop();
      t.equal(exit.status, status);
      t.match(exit.stderr, `The report is in ${path.join(folder, 'index.html')}: refusal.`);
    }
  },
);
