import { setImmediate } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { startServer, WorldError } from '../../src/index.ts';
import { call, postStatut, start } from '../helpers.ts';

/** The writes to stderr until the test ends. */
function written(t: Test): unknown[][] {
  const lines: unknown[][] = [];
  t.capture(console, 'error', (...line: unknown[]) => lines.push(line));
  return lines;
}

const FAILURES: [string, () => unknown][] = [
  [
    'throws',
    () => {
      throw new Error('the listener failed');
    },
  ],
  ['returns a promise that rejects', async () => Promise.reject(new Error('the listener failed'))],
];
for (const [how, listener] of FAILURES) {
  t.test(
    `a listener that ${how} changes nothing for the request, and its author is told`,
    async (t) => {
      const server = await start(t);
      const lines = written(t);
      const heard: number[] = [];
      server.onRequest(listener);
      server.onRequest(({ uid }) => heard.push(uid as number));
      const { statut } = server.getRecord('users', 7);
      const { status } = await postStatut(server, 7, { action: 1 - statut });
      t.equal(status, 200);
      t.equal((await call(server, '/users/8')).status, 200);
      await setImmediate();
      t.strictSame(heard, [7, 8]);
      t.match(lines, [['A listener of onRequest() failed:', { message: 'the listener failed' }]]);
      t.throws(() => server.listJournal(), { message: 'the listener failed' });
      t.match(
        server.listJournal(),
        [
          { uid: 7, status: 200 },
          { uid: 8, status: 200 },
        ],
        'once each',
      );
      t.equal(server.getRecord('users', 7).statut, 1 - statut);

      await call(server, '/users/9');
      await setImmediate();
      t.equal(lines.length, 1, 'written once');
      await t.rejects(server.waitForRequest(), { message: 'the listener failed' }, 'thrown again');
    },
  );
}

t.test(
  'the error of a listener that fails before the end is thrown by close(), which closes',
  async (t) => {
    const server = await startServer();
    written(t);
    const sandbox = server.createSandbox();
    for (const handle of [server, sandbox]) {
      handle.onRequest(() => {
        throw new Error(`the listener of ${handle === server} failed`);
      });
      await call(handle, '/users/1');
    }
    await t.rejects(sandbox.close(), { message: 'the listener of false failed' });
    t.throws(() => sandbox.readClock(), { message: 'This sandbox was dropped, or has expired.' });
    await t.rejects(server.close(), { message: 'the listener of true failed' });
    await t.rejects(fetch(server.apiUrl), 'it is closed');
    await server.close();
  },
);

t.test('a value that is not a function is refused as a listener', async (t) => {
  const server = await start(t);
  const onRequest = server.onRequest.bind(server) as (listener: unknown) => unknown;
  t.throws(() => onRequest('x'), WorldError);
  t.throws(() => onRequest(undefined), { message: /it: missing; expected a function$/ });
});

t.test('after close(), every call throws an error with that reason', async (t) => {
  const server = await startServer();
  const sandbox = server.createSandbox();
  await server.close();
  for (const handle of [server, sandbox]) {
    const calls: (() => unknown)[] = [
      () => handle.reset(),
      () => handle.listJournal(),
      () => handle.listRules(),
      () => handle.readClock(),
      () => handle.getRecord('users', 1),
      () => handle.exportState(),
      () => handle.verify({ times: 0 }),
      () => handle.onRequest(() => {}),
      () => server.createSandbox(),
    ];
    for (const refused of calls) {
      t.throws(refused, { name: 'WorldError', message: 'The server was closed.' });
    }
    await t.rejects(handle.waitForRequest(), { message: 'The server was closed.' });
    await handle.close();
  }
});
