// For Jest: copy this file beside your tests.
import { startServer } from 'faire-simple-mock';

/** The server of this test file: Jest loads modules anew for each. */
export const server = await startServer();

afterAll(async () => {
  // Requests of an unknown login are in the journal of the main world.
  const strays = server.unexpected().map(line);
  await server.close();
  expect(strays).toEqual([]);
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
      expect({ unexpected: sandbox.unexpected({ except }).map(line) }).toEqual({ unexpected: [] });
    } finally {
      await sandbox.close();
    }
  };
}
