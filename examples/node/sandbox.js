// For node:test: copy this file beside your tests.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { startServer } from 'faire-simple-mock';

/** The server of this test file: node:test runs each file in a process of its own. */
export const server = await startServer();

after(async () => {
  // Requests of an unknown login are in the journal of the main world.
  const strays = server.unexpected().map(line);
  await server.close();
  assert.deepEqual(strays, [], 'requests of no sandbox');
});

const line = ({ method, path, status }) => `${method} ${path} ${status}`;

/**
 * Gives a test a sandbox of its own. At its end, each request that the test has not verified is an error, except those
 * that match an expectation of `except`. The other options are those of `createSandbox()`.
 */
export function inSandbox(run, { except, ...options } = {}) {
  return async (...args) => {
    const sandbox = server.createSandbox(options);
    try {
      await run(sandbox, ...args);
      assert.deepEqual(sandbox.unexpected({ except }).map(line), [], 'unexpected requests');
    } finally {
      await sandbox.close();
    }
  };
}
