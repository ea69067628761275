import { startServer } from 'faire-simple-mock';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { FaireSimple } from './faire-simple.js';

let server;
let sandbox;
let client;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

beforeEach(() => {
  sandbox = server.createSandbox();
  client = new FaireSimple({ url: sandbox.apiUrl, ...sandbox.application });
});
afterEach(() => sandbox.close());

test('registers a partner', async () => {
  expect((await client.getUser(9)).statut).toBe(0);
  await client.setStatut(9, 1);
  expect((await client.getUser(9)).statut).toBe(1);
  sandbox.verify({ operation: 'setUserStatut', uid: 9, times: 1 });
});

test('tries again after a 503', async () => {
  sandbox.addRule({
    operation: 'getUser',
    times: 1,
    then: { action: 'answer', status: 503, headers: { 'retry-after': '0' } },
  });
  expect((await client.getUser(9)).uid).toBe(9);
  sandbox.verify({ operation: 'getUser', uid: 9, times: 2 });
});
