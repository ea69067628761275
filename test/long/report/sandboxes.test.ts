import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { OPERATIONS, type OperationId } from '../../../src/contract/operations.ts';
import type { RuleDefinition, SandboxHandle } from '../../../src/index.ts';
import { KINDS } from '../../../src/report/kinds.ts';
import { call, start } from '../../helpers.ts';
import { attempt, behaveBadly, kindsOf, register } from '../../report/clients.ts';

t.setTimeout(120_000);

t.test('600 sandboxes, all reset and closed, are in one report', async (t) => {
  const server = await start(t, { report: true });
  const bad = 12;
  const worker = async (from: number) => {
    for (let count = from; count < 600; count += 8) {
      await using sandbox = server.createSandbox();
      await call(sandbox, '/users/9');
      if (count < bad) await behaveBadly(sandbox);
      // A test that verifies the refusal that it provokes.
      else await attempt(sandbox, '/users/999999');
      if (count >= bad) sandbox.verify({ status: 404, times: 1 });
      sandbox.reset();
      await call(sandbox, '/users/9');
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, from) => worker(from)));
  const report = server.report();
  t.strictSame(server.listSandboxes(), []);
  t.strictSame(kindsOf(report), KINDS);
  // A refusal comes twice in each: from an unknown partner that is asked for again.
  for (const { kind, count } of report.findings) {
    t.equal(count, kind === 'refusal' ? 2 * bad : bad, kind);
  }
  t.equal(report.worlds, 1200);
  t.equal(report.requests, 1200 + 588 + 15 * bad);
  t.equal(report.expected, 588);
  t.strictSame(report.dropped, { unjudged: 0, groups: 0 });
});

/** Sends a request of an operation; leaves if it is never answered. */
async function ask(sandbox: SandboxHandle, operation: OperationId, outcome: string): Promise<void> {
  const { path } = OPERATIONS.find(({ operationId }) => operationId === operation) ?? {};
  const target = `${path}`.replace('{uid}', '9').replace('{semestre}', '2016-S1');
  const sent =
    operation === 'setUserStatut'
      ? register(sandbox, 9)
      : attempt(sandbox, target.replace(/\/$/, ''));
  if (outcome !== 'stall') await sent;
}

t.test('each gap of the coverage has a rule that closes it', async (t) => {
  const server = await start(t, { report: true });
  const { gaps, total } = server.report().coverage;
  t.equal(gaps.length, total);
  await Promise.all(
    OPERATIONS.map(async ({ operationId }) => {
      // The fault that never ends comes last: the end of the sandbox ends it.
      const own = gaps.filter(({ operation }) => operation === operationId);
      own.sort((one, other) => Number(one.outcome === 'stall') - Number(other.outcome === 'stall'));
      await using sandbox = server.createSandbox();
      for (const { outcome, rule } of own) {
        const posted = await fetch(`${server.controlUrl}/rules?sandbox=${sandbox.id}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(rule satisfies RuleDefinition),
        });
        t.equal(posted.status, 201, `${operationId} ${outcome}`);
        await ask(sandbox, operationId, outcome);
      }
      await sandbox.waitForRequest({ state: 'running', timeout: 20_000 });
      t.strictSame(sandbox.unusedRules(), []);
    }),
  );
  while (server.report().coverage.covered < total) await sleep(10);
  t.strictSame(server.report().coverage, { covered: total, total, gaps: [] });
});
