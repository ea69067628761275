import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { startServer } from 'faire-simple-mock';
import { FaireSimple } from './faire-simple.js';

let server;
let sandbox;
let client;

before(async () => {
  server = await startServer();
});
after(() => server.close());

beforeEach(() => {
  sandbox = server.createSandbox();
  client = new FaireSimple({ url: sandbox.apiUrl, ...sandbox.application });
});
afterEach(() => sandbox.close());

test('registers a partner', async () => {
  assert.equal((await client.getUser(9)).statut, 0);
  await client.setStatut(9, 1);
  assert.equal((await client.getUser(9)).statut, 1);
  sandbox.verify({ operation: 'setUserStatut', uid: 9, times: 1 });
});

test('tries again after a 503', async () => {
  sandbox.addRule({
    operation: 'getUser',
    times: 1,
    then: { action: 'answer', status: 503, headers: { 'retry-after': '0' } },
  });
  assert.equal((await client.getUser(9)).uid, 9);
  sandbox.verify({ operation: 'getUser', uid: 9, times: 2 });
});
