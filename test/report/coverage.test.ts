import t from 'tap';
import { OPERATIONS } from '../../src/contract/operations.ts';
import { ask } from '../control/helpers.ts';
import { call, start } from '../helpers.ts';
import { attempt, register } from './clients.ts';

t.setTimeout(60_000);

t.test('each operation has gaps: its answer, its refusals, the faults', async (t) => {
  const server = await start(t, { report: true });
  const { covered, total, gaps } = server.report().coverage;
  t.equal(covered, 0);
  t.equal(gaps.length, total);
  const of = (id: string) =>
    gaps.filter(({ operation }) => operation === id).map(({ outcome }) => outcome);
  for (const { operationId, refusals } of OPERATIONS) {
    t.ok(
      ['ok', 'cle_manquante', ...refusals, 'stall', 'slow'].every((each) =>
        of(operationId).includes(each),
      ),
    );
  }
  t.ok(of('setUserStatut').includes('lost'));
  t.notOk(of('getUser').includes('lost'));
});

t.test('the rule of a gap closes it', async (t) => {
  const server = await start(t, { report: true });
  // test/long/report tries all of them.
  const quick = ['ok', 'partenaire_inconnu', 'non_documente', 'reset', 'cut', 'patch', 'lost'];
  const { gaps, covered } = server.report().coverage;
  t.equal(covered, 0);
  let closed = 0;
  for (const { operation, outcome, rule } of gaps) {
    if (!quick.includes(outcome) || !/User/.test(operation)) continue;
    t.equal((await ask(server, 'POST', '/rules', { body: rule })).status, 201);
    if (operation === 'getUser') await attempt(server, '/users/9');
    else if (operation === 'setUserStatut') await register(server, 9);
    else await call(server, '/users').catch(() => {});
    await server.waitForRequest({ operation, times: server.listJournal({ operation }).length });
    closed++;
  }
  const after = server.report().coverage;
  t.equal(after.covered, closed);
  t.equal(after.gaps.length, after.total - closed);
});

t.test('used parts that are only named or inferred are told, down to the operation', async (t) => {
  const server = await start(t, { report: true });
  await attempt(server, '/users?statut=1');
  await attempt(server, '/users/9');
  await register(server, 9);
  await attempt(server, '/actualisation/2016-S1');
  await attempt(server, '/users/999999');
  await register(server, 9);
  const { leans, operations } = server.report();
  t.match(operations, [{ operation: 'setUserStatut', requests: 2, unchanged: 1 }]);
  const parts = leans.map(({ operation, level, requests, parts }) => [
    operation,
    level,
    requests,
    parts.map((part) => `${part.part} ${part.name} ${part.level}`),
  ]);
  t.strictSame(parts, [
    [
      'setUserStatut',
      'documented',
      2,
      [
        'notation uid inferred',
        'body ChangementStatut inferred',
        'answer Statut inferred',
        'members Statut inferred',
      ],
    ],
    [
      'getUser',
      'documented',
      2,
      [
        'notation uid inferred',
        'members Partenaire inferred',
        'refusal partenaire_inconnu inferred',
      ],
    ],
    [
      'listUsers',
      'named',
      1,
      [
        'operation listUsers named',
        'parameter statut inferred',
        'answer Partenaire inferred',
        'members Partenaire inferred',
      ],
    ],
    [
      'getActualisationSemestre',
      'named',
      1,
      [
        'operation getActualisationSemestre named',
        'parameter semestre inferred',
        'answer Actualisation inferred',
        'members Actualisation inferred',
      ],
    ],
  ]);
});
