// Measures servers, sandboxes and resets in the process of a test; benches/in-process.ts runs it in a separate process.
import type { MockServer, WorldControl } from '../src/index.ts';
import { median } from './statistics.ts';

const { startServer } = (await import(
  '../dist/index.js' as string
)) as typeof import('../src/index.ts');

/** The median of the milliseconds of an action; `before` is not measured. */
async function time(
  count: number,
  action: () => unknown,
  before: () => unknown = () => {},
): Promise<number> {
  const taken: number[] = [];
  for (let turn = 0; turn < count; turn++) {
    await before();
    const begin = performance.now();
    await action();
    taken.push(performance.now() - begin);
  }
  return median(taken);
}

/** Megabytes in use. */
function memory(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss() / 1024 / 1024;
}

const change = (server: WorldControl) =>
  server.putRecord('users', { ...server.getRecord('users', 1), nom: 'Changé' });

const server = await startServer();
const others: MockServer[] = [];
const second = await time(20, async () => others.push(await startServer()));
const reset = await time(
  50,
  () => server.reset(),
  () => change(server),
);
const sandbox = await time(50, () => server.sandbox());
for (const each of [server, ...others]) await each.close();

const large = await startServer({ generate: 100_000, seed: 42 });
const resetLarge = await time(
  20,
  () => large.reset(),
  () => change(large),
);
large.sandbox();
const one = memory();
for (let made = 1; made < 200; made++) change(large.sandbox());
const many = memory();
await large.close();

console.log(JSON.stringify({ second, reset, sandbox, resetLarge, one, many }));
