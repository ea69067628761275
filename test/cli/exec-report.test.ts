import path from 'node:path';
import t from 'tap';
import { finishReport } from '../../src/cli/finish-report.ts';
import { command } from '../command-helpers.ts';
import { runHere } from '../command-here.ts';
import { call } from '../helpers.ts';

t.setTimeout(120_000);

// test/long/report runs the rest by the command.

t.test('exec writes the report, says where, and ends with the status of the command', async (t) => {
  const folder = path.join(t.testdir(), 'report');
  const script = 'curl -s -o /dev/null "$FAIRE_SIMPLE_URL"; exit 7';
  const args = ['exec', '--report', folder, '--fail-on', 'any', '--', 'sh', '-c', script];
  const exit = await runHere(t, args);
  const stderr = `The report is in ${folder}/index.html: without-basic, without-key.\n`;
  t.strictSame(exit, { status: 7, stdout: '', stderr });
});

t.test('a server that a signal stops writes its report', async (t) => {
  const folder = path.join(t.testdir(), 'report');
  const args = ['--port', '0', '--report', folder, '--fail-on', 'refusal'];
  const running = command(t, args);
  t.equal((await call(await running.listening(), '/users/999999')).status, 404);
  const exit = await running.stop();
  t.match(exit, { status: 3, stderr: `The report is in ${folder}/index.html: refusal.` });
});

/** The status and the lines for a report with findings of these kinds. */
function finished(kinds: readonly string[], failOn: readonly string[], write = () => 'x') {
  const lines: string[] = [];
  const report = () => ({ findings: kinds.map((kind) => ({ kind })) });
  const reporting = { report, write } as never;
  return [finishReport(reporting, failOn, (line) => lines.push(line)), ...lines];
}

t.test(
  'the status tells findings that --fail-on names, and a report that is not written',
  async (t) => {
    t.strictSame(finished([], ['any']), [0, 'The report is in x: no findings.']);
    const found = ['refusal', 'gave-up', 'refusal'];
    const line = 'The report is in x: refusal, gave-up.';
    t.strictSame(finished(found, []), [0, line]);
    t.strictSame(finished(found, ['aborted', 'gave-up']), [3, line]);
    t.strictSame(finished(found, ['aborted']), [0, line]);
    t.strictSame(finished(found, ['any']), [3, line]);
    const fail = () => {
      throw new Error('the disk is full');
    };
    t.strictSame(finished(found, ['any'], fail), [1, 'the disk is full']);
    t.equal(
      finishReport(undefined, ['any'], () => {}),
      0,
    );
  },
);
