/** Run by fake-timers.test.ts: a server in a process in which a tool has replaced the timers and the time. */
import { once } from 'node:events';
import http from 'node:http';
import { text } from 'node:stream/consumers';
import { startServer } from '../../src/index.ts';

const [tool = '', fixtures = ''] = process.argv.slice(2);
// Vitest and Jest have the timers of @sinonjs/fake-timers; `process.nextTick` is Node's own way of going on.
const { mock, default: FakeTimers } = await import(tool);
if (mock)
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'setImmediate', 'Date'], now: 0 });
else FakeTimers.install({ now: 0, toNotFake: ['nextTick', 'queueMicrotask'] });

const server = await startServer({ fixtures, closeTimeout: 0 });
const { login, password, key } = server.application;

function request(path: string, options: http.RequestOptions = {}, body = ''): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const auth = `${login}:${password}`;
    const sent = http.request(`${server.url}${path}`, { agent: false, auth, ...options });
    sent.on('error', reject).end(body);
    sent.on('response', async (response) => {
      resolve([response.statusCode, JSON.parse(await text(response))]);
    });
  });
}

const [, users] = (await request(`/api/users?key=${key}`)) as [number, object[]];
const [waited] = (await request(`/api/users/1?key=${key}`, {
  headers: { prefer: 'wait=0.01' },
})) as [number];
const [refused] = (await request(`/api/nowhere?key=${key}`, {
  headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
  method: 'PUT',
})) as [number];
const control = { method: 'POST', headers: { 'content-type': 'application/json' } };
const [late] = (await request(
  '/_mock/journal/wait',
  control,
  '{"operation": "listCampagnes", "timeout": "PT0.01S"}',
)) as [number];
const inProcess = await server
  .waitForRequest({ operation: 'listCampagnes', timeout: 'PT0.01S' })
  .catch(({ name }) => name);
const { now } = server.readClock();
// Its body never comes: the time-out of the stop cuts it off.
const half = http.request(`${server.url}/_mock/reset`, { ...control, agent: false });
half.on('error', () => {});
half.write('{');
await once(half, 'socket');
await server.close();
const statuses = [waited, refused, late];
const faked = new Date().getFullYear();
console.log(JSON.stringify({ users: users.length, statuses, inProcess, now, faked }));
process.exit();
