import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import t from 'tap';
import { runCommand } from '../../src/cli/command.ts';
import { FakeProcess } from '../command-here.ts';

t.test('on a terminal, the log is for the eye', async (t) => {
  const fake = new FakeProcess(['--port', '0']);
  await runCommand(fake as unknown as NodeJS.Process);
  t.match(fake.stdout.read(), /^faire-simple-mock .*\n\n {2}API {7}http:/);
  const exited = once(fake, 'exited');
  fake.emit('SIGTERM', 'SIGTERM');
  t.strictSame(await exited, [0]);
});

for (const [what, args] of [
  ['serve', ['--port', '0', '--generate', '500', '--log-level', 'error']],
  ['exec', ['exec', '--generate', '500', '--', process.execPath, '-e', '']],
  ['generate', ['generate', path.join(t.testdir(), 'data'), '--generate', '500']],
] as const) {
  t.test(`on a terminal, ${what} says how far the making up of partners is`, async (t) => {
    const fake = new FakeProcess([...args]);
    await runCommand(fake as unknown as NodeJS.Process);
    const lines = (fake.stderr.read() as string).split('\r\x1b[K');
    t.match(lines[1], /^Generating 446 partners… \d %$/);
    t.strictSame(lines.slice(-2), ['Generating 446 partners… 99 %', '']);
    t.not(fake.exitCode, 1);
    if (what !== 'serve') return;
    const exited = once(fake, 'exited');
    fake.emit('SIGTERM', 'SIGTERM');
    t.strictSame(await exited, [0]);
  });
}

t.test('a log that is not read does not delay the exit', async (t) => {
  const pipe = path.join(t.testdir(), 'pipe');
  execFileSync('mkfifo', [pipe]);
  const reader = fs.openSync(pipe, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  const fd = fs.openSync(pipe, fs.constants.O_WRONLY | fs.constants.O_NONBLOCK);
  const fake = new FakeProcess(['--port', '0']);
  Object.assign(fake.stdout, { fd, isTTY: false });
  await runCommand(fake as unknown as NodeJS.Process);
  const lines = Buffer.alloc(65_536);
  while (!lines.includes('\n')) {
    await setTimeout(20);
    try {
      fs.readSync(reader, lines);
    } catch (error) {
      t.match(error, { code: 'EAGAIN' });
    }
  }
  const { api } = JSON.parse(lines.toString().split('\n', 1)[0] as string);
  // Far more than a pipe holds.
  for (let count = 0; count < 100; count++) await fetch(`${api}/${'x'.repeat(10_000)}`);
  const killed = once(fake, 'killed');
  fake.emit('SIGTERM', 'SIGTERM');
  t.strictSame(await killed, [4321, 'SIGKILL']);
  // The writing ends with its reader.
  fs.closeSync(reader);
});

t.test('an internal error is named as one, in one line', async (t) => {
  const fake = new FakeProcess(['--port', '0']);
  Object.defineProperty(fake, 'env', {
    get() {
      throw new TypeError('not foreseen');
    },
  });
  await runCommand(fake as unknown as NodeJS.Process);
  t.equal(fake.stderr.read(), 'Internal error of faire-simple-mock: not foreseen\n');
  t.equal(fake.exitCode, 1);
  t.equal(fake.stdout.read(), null);
});
