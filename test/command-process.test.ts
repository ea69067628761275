import { EventEmitter, once } from 'node:events';
import { PassThrough } from 'node:stream';
import t from 'tap';
import { runCommand } from '../src/command.ts';

/** As much of a process as the command uses, so that what a child process cannot be made to meet is met here. */
class FakeProcess extends EventEmitter {
  readonly argv: string[];
  readonly env: Record<string, string> = {};
  readonly stdout = Object.assign(new PassThrough().setEncoding('utf8'), { isTTY: true });
  readonly stderr = new PassThrough().setEncoding('utf8');
  exitCode: number | undefined;

  constructor(args: string[]) {
    super();
    this.argv = ['node', 'cli', ...args];
  }

  exit(status: number): void {
    this.emit('exited', status);
  }
}

t.test('on a terminal, the log is for the eye', async (t) => {
  const fake = new FakeProcess(['--port', '0']);
  await runCommand(fake as unknown as NodeJS.Process);
  t.match(fake.stdout.read(), /^faire-simple-mock .*\n\n {2}API {7}http:/);
  const exited = once(fake, 'exited');
  fake.emit('SIGTERM', 'SIGTERM');
  t.strictSame(await exited, [0]);
});

t.test('a fault of ours is said to be one, in one line', async (t) => {
  const fake = new FakeProcess(['--port', '0']);
  Object.defineProperty(fake, 'env', {
    get() {
      throw new TypeError('nobody foresaw this');
    },
  });
  await runCommand(fake as unknown as NodeJS.Process);
  t.equal(fake.stderr.read(), 'faire-simple-mock has a fault: nobody foresaw this\n');
  t.equal(fake.exitCode, 1);
  t.equal(fake.stdout.read(), null);
});
