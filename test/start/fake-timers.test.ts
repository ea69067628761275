import path from 'node:path';
import t from 'tap';
import { manyUsers, runForeign } from '../command-helpers.ts';

const SCRIPT = path.join(import.meta.dirname, 'fake-timers.ts');
// A list of many chunks.
const fixtures = manyUsers(t.testdir(), 200, 6000);

for (const tool of ['node:test', '@sinonjs/fake-timers']) {
  t.test(`a server answers, ends waits and stops under the fake timers of ${tool}`, async (t) => {
    const args = [SCRIPT, tool, fixtures];
    const { status, stdout, stderr } = await runForeign(t, process.execPath, args);
    t.strictSame({ status, stderr }, { status: 0, stderr: '' });
    const { now, ...rest } = JSON.parse(stdout);
    t.strictSame(rest, {
      users: 200,
      statuses: [200, 404, 409],
      inProcess: 'VerificationError',
      faked: 1970,
    });
    t.ok(Math.abs(Date.parse(now) - Date.now()) < 60_000, 'its clock is the machine’s');
  });
}
