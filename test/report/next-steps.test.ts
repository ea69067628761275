import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import type { MockServer } from '../../src/index.ts';
import type { RuleDefinition } from '../../src/traffic/types.ts';
import { call, start } from '../helpers.ts';
import { attempt, kindsOf, leave, nextOf, register } from './clients.ts';

t.setTimeout(60_000);

const once = (action: NonNullable<RuleDefinition['then']>): RuleDefinition => ({
  times: 1,
  then: action,
});
const later = (seconds: string) =>
  once({ action: 'answer', status: 503, headers: { 'retry-after': seconds } });

/** A rule, the requests of a client, the outcome, and the next step that the report tells. */
type Case = readonly [
  what: string,
  rule: RuleDefinition,
  requests: (server: MockServer) => Promise<unknown>,
  outcome: string,
  next: string,
  finding?: string,
];

const CASES: readonly Case[] = [
  [
    'repeated at once, against Retry-After',
    later('60'),
    async (server) => [await attempt(server, '/users/9'), await attempt(server, '/users/9')],
    'service_indisponible',
    'early',
    'early-repeat',
  ],
  [
    'repeated against a date in Retry-After',
    later('Fri, 31 Dec 9999 23:59:59 GMT'),
    async (server) => [await attempt(server, '/users/9'), await attempt(server, '/users/9')],
    'service_indisponible',
    'early',
    'early-repeat',
  ],
  [
    'repeated after a Retry-After that is none',
    later('soon'),
    async (server) => [await attempt(server, '/users/9'), await attempt(server, '/users/9')],
    'service_indisponible',
    'repeated',
  ],
  [
    'repeated after a while that has passed',
    later('0'),
    async (server) => [await attempt(server, '/users/9'), await attempt(server, '/users/9')],
    'service_indisponible',
    'waited',
  ],
  [
    'another request is no repetition',
    later('0'),
    async (server) => [await attempt(server, '/users/9'), await attempt(server, '/users/12')],
    'service_indisponible',
    'gave-up',
    'gave-up',
  ],
  ...(['drop', 'reset', 'garbage', 'cut', 'broken-json'] as const).map(
    (action): Case => [
      `a GET repeated after ${action}`,
      once({ action }),
      async (server: MockServer) => {
        await attempt(server, '/users/9');
        await attempt(server, '/users/9');
        await server.waitForRequest({ operation: 'getUser', times: 2 });
      },
      action,
      'repeated',
    ],
  ),
  [
    'a GET given up after its connection was reset',
    once({ action: 'reset' }),
    (server) => attempt(server, '/users/9'),
    'reset',
    'gave-up',
    'gave-up',
  ],
  [
    'a POST repeated blindly',
    once({ action: 'drop' }),
    async (server) => [await register(server, 9), await register(server, 9)],
    'drop',
    'blind',
    'blind-post',
  ],
  [
    'a POST repeated blindly after a 500',
    once({ action: 'refuse', code: 'erreur_interne' }),
    async (server) => [await register(server, 9), await register(server, 9)],
    'erreur_interne',
    'blind',
    'blind-post',
  ],
  [
    'a POST repeated after a look at the record',
    once({ action: 'drop' }),
    async (server) => [
      await register(server, 9),
      await attempt(server, '/users/9'),
      await register(server, 9),
    ],
    'drop',
    'repeated',
  ],
  [
    'a POST repeated after a look at another record',
    once({ action: 'drop' }),
    async (server) => [
      await register(server, 9),
      await attempt(server, '/users/12'),
      await register(server, 9),
    ],
    'drop',
    'blind',
    'blind-post',
  ],
  [
    'a POST repeated after a look at all records',
    once({ action: 'drop' }),
    async (server) => [
      await register(server, 9),
      await attempt(server, '/actualisation'),
      await register(server, 9),
    ],
    'drop',
    'repeated',
  ],
  [
    'a POST with another body is another request',
    once({ action: 'broken-json' }),
    async (server) => [await register(server, 9), await register(server, 9, { action: 0 })],
    'broken-json',
    'gave-up',
    'gave-up',
  ],
  [
    'a request that the client gave up waiting for',
    { ...once({ action: 'pass' }), delay: 60_000 },
    (server) => leave(server, '/users/9'),
    'slow',
    'gave-up',
    'gave-up',
  ],
];

for (const [what, rule, requests, outcome, next, finding] of CASES) {
  t.test(what, async (t) => {
    const server = await start(t, { report: true });
    server.addRule(rule);
    await requests(server);
    const report = server.report();
    t.strictSame(nextOf(report, outcome), { [next]: 1 });
    // A wait has named the requests of "leave".
    t.strictSame(
      kindsOf(report),
      finding && next !== 'waited' && outcome !== 'slow' ? [finding] : [],
    );
  });
}

t.test('several attempts are enough, one is not', async (t) => {
  const server = await start(t, { report: true });
  server.addRule(later('0'));
  server.addRule(later('0'));
  await attempt(server, '/users/9');
  await attempt(server, '/users/9');
  const report = server.report();
  t.strictSame(nextOf(report, 'service_indisponible'), { waited: 1, exhausted: 1 });
  t.strictSame(report.findings, []);
});

t.test('a refusal that a correction or a change of the world cures is not futile', async (t) => {
  const server = await start(t, { report: true });
  t.equal(await register(server, 9, { action: 2 }), 400);
  t.equal(await register(server, 9, { action: 1 }), 200);
  t.equal(await attempt(server, '/users/4321'), 404);
  server.addRecord('users', { uid: 4321 });
  t.equal(await attempt(server, '/users/4321'), 200);
  const report = server.report();
  t.strictSame(nextOf(report, 'requete_invalide'), { stopped: 1 });
  t.strictSame(nextOf(report, 'partenaire_inconnu'), { differed: 1 });
  t.strictSame(kindsOf(report), ['refusal']);
});

t.test('a reset of the world separates two tests', async (t) => {
  const server = await start(t, { report: true });
  await attempt(server, '/users/999999');
  server.reset();
  await attempt(server, '/users/999999');
  const report = server.report();
  t.strictSame(nextOf(report, 'partenaire_inconnu'), { stopped: 2 });
  t.equal(report.worlds, 2);
});

t.test('two applications are two clients', async (t) => {
  const server = await start(t, { report: true });
  const other = server.addApplication('other');
  t.equal(await attempt(server, '/users/999999'), 404);
  const user = `${other.login}:${other.password}`;
  t.equal((await call(server, '/users/999999', { user, key: other.key })).status, 404);
  t.strictSame(nextOf(server.report(), 'partenaire_inconnu'), { stopped: 2 });
});

t.test('a client that leaves without a fault is told', async (t) => {
  const server = await start(t, { report: true });
  const held = server.addRule({ then: { action: 'hold' } });
  await leave(server, '/users/9');
  held.remove();
  t.strictSame(nextOf(server.report(), 'slow'), { 'gave-up': 1 });
});

t.test('the end of the world, or of the server, is not the client’s doing', async (t) => {
  const server = await start(t, { report: true });
  const sandbox = server.createSandbox();
  sandbox.addRule({ then: { action: 'stall' } });
  const sent = attempt(sandbox, '/users/9');
  await sandbox.waitForRequest({ state: 'running' });
  await sandbox.close();
  t.equal(await sent, 0);
  const report = server.report();
  t.strictSame(report.met, []);
  t.strictSame(report.operations[0]?.outcomes, [{ outcome: 'stall', count: 1 }]);
});

t.test('a request that the stop of the server cuts off is no finding', async (t) => {
  const server = await start(t, { report: true, closeTimeout: 0 });
  server.addRule({ then: { action: 'stall' } });
  const sent = attempt(server, '/users/9');
  while (server.listJournal({ state: 'running' }).length === 0) await sleep(5);
  await server.close();
  t.equal(await sent, 0);
  t.match(server.report(), { requests: 1, findings: [], met: [] });
});

t.test('of parallel workers in one world, each repetition is that of one request', async (t) => {
  const server = await start(t, { report: true });
  const headers = { 'retry-after': '0' };
  server.addRule({ times: 8, then: { action: 'answer', status: 503, headers } });
  const all = () => Promise.all(Array.from({ length: 8 }, () => attempt(server, '/users/9')));
  t.strictSame(new Set(await all()), new Set([503]));
  t.strictSame(new Set(await all()), new Set([200]));
  const report = server.report();
  t.strictSame(nextOf(report, 'service_indisponible'), { waited: 8 });
  t.strictSame(report.findings, []);
});

t.test('requests that a test verifies are no findings', async (t) => {
  const server = await start(t, { report: true });
  await attempt(server, '/users/999999');
  server.verify({ status: 404, times: 1 });
  server.addRule(once({ action: 'drop' }));
  await register(server, 9);
  await register(server, 9);
  // It names the repetition only.
  await server.waitForRequest({ operation: 'setUserStatut', status: 200 });
  const sandbox = server.createSandbox();
  await attempt(sandbox, '/users/9503');
  sandbox.verify({ status: 503 });
  await sandbox.close();
  server.clock.freeze('2017-03-01T00:00:00Z');
  await attempt(server, '/actualisation');
  await attempt(server, '/actualisation/2015-S1');
  server.verify({ operation: 'getActualisationSemestre', times: 1 });
  const report = server.report();
  t.strictSame(report.findings, []);
  t.equal(report.expected, 4);
  t.match(report.met, [{ expected: 1 }, { expected: 0 }, { expected: 1 }]);
});

t.test('expected codes and faults are no findings', async (t) => {
  const expect = ['partenaire_inconnu', 'reset'] as const;
  const server = await start(t, { report: true, expect });
  await attempt(server, '/users/999999');
  await attempt(server, '/users/9500');
  server.addRule(once({ action: 'reset' }));
  await attempt(server, '/users/9');
  const { findings, expected } = server.report();
  t.match(findings, [{ kind: 'gave-up', detail: 'erreur_interne' }]);
  t.equal(findings.length, 1);
  t.equal(expected, 2);
});
