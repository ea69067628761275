// For Vitest: copy this file beside your tests.
import { startServer } from 'faire-simple-mock';
import { test as base, expect } from 'vitest';

const line = ({ method, path, status }) => `${method} ${path} ${status}`;

/**
 * A test with a sandbox of its own. At its end, each request that the test has not verified is an error, except those
 * that match an expectation of `options.except`. The other options are those of `createSandbox()`; Vitest's
 * `test.override('options', { … })` sets them for a file or a group.
 */
export const test = base.extend({
  options: {},
  server: [
    async ({}, use) => {
      const server = await startServer();
      await use(server);
      // Requests of an unknown login are in the journal of the main world.
      const strays = server.unexpected().map(line);
      await server.close();
      expect(strays).toEqual([]);
    },
    { scope: 'worker' },
  ],
  sandbox: async ({ server, options: { except, ...options } }, use) => {
    const sandbox = server.createSandbox(options);
    await use(sandbox);
    const unexpected = sandbox.unexpected({ except }).map(line);
    await sandbox.close();
    expect({ unexpected }).toEqual({ unexpected: [] });
  },
});
