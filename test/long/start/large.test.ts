import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { Test } from 'tap';
import t from 'tap';
import type { MockServer } from '../../../src/index.ts';
import { command } from '../../command-helpers.ts';
import { basic, call } from '../../helpers.ts';

t.setTimeout(180_000);

const MB = 1024;

/** Megabytes that may be in use after the clients are gone, or while they are there, besides what was before. */
const MARGIN = 64;

/** A process's memory in MB, now and at most, and its file descriptors. */
function held(pid: number) {
  const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string) => Number(RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / MB;
  return {
    memory: field('VmRSS'),
    most: field('VmHWM'),
    handles: fs.readdirSync(`/proc/${pid}/fd`).length,
  };
}

async function list(server: MockServer): Promise<http.IncomingMessage> {
  const headers = { authorization: basic('demo:demo') };
  const url = `${server.apiUrl}/users?key=${server.application.key}`;
  const request = http.get(url, { headers, agent: false });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  return response;
}

/** Reads a list to its end, with pauses. */
async function slowly(server: MockServer): Promise<number> {
  let bytes = 0;
  for await (const chunk of await list(server)) {
    bytes += chunk.length;
    if (bytes % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return bytes;
}

/** Reads some of a list, and is gone. */
async function vanishing(server: MockServer): Promise<void> {
  const response = await list(server);
  response.on('error', () => {});
  await once(response, 'data');
  response.destroy();
}

/** Waits until so many handles are left, at most. */
async function handlesAtMost(pid: number, count: number): Promise<void> {
  while (held(pid).handles > count) await new Promise((resolve) => setTimeout(resolve, 50));
}

const skip = fs.existsSync('/proc/self/status') ? false : 'it reads /proc';

for (const where of ['memory', 'a file'] as const) {
  t.test(`100,000 partners in ${where} go to slow and vanishing clients`, { skip }, async (t) => {
    const { server, pid } = await serveLarge(t, where);
    // Code loaded and compiled with the first lists is not a leak.
    for (let turn = 0; turn < 3; turn++) await slowly(server);
    await call(server, '/users/1');
    const before = held(pid);

    const whole = await slowly(server);
    t.ok(whole > 40_000_000, `${whole} bytes`);
    const sizes = await Promise.all(Array.from({ length: 4 }, () => slowly(server)));
    t.strictSame(new Set(sizes), new Set([whole]), 'each gets all of it');
    await Promise.all(Array.from({ length: 40 }, () => vanishing(server)));

    await handlesAtMost(pid, before.handles);
    const after = held(pid);
    t.ok(
      after.memory <= before.memory + MARGIN,
      `memory ${before.memory}, then ${after.memory} MB`,
    );
    t.ok(after.most <= before.most + MARGIN, `at most ${before.most}, then ${after.most} MB`);
    t.equal((await call(server, '/users/1')).status, 200);
  });
}

async function serveLarge(t: Test, where: 'memory' | 'a file') {
  const database = where === 'memory' ? [] : ['--database', `${t.testdir()}/large.db`];
  const started = command(t, ['--port', '0', '--generate', '100000', ...database]);
  const server = await started.listening();
  return { server, pid: started.child.pid as number };
}
