import t from 'tap';
import { KINDS } from '../../src/report/kinds.ts';
import { call, postStatut, start } from '../helpers.ts';
import { behaveBadly, kindsOf, nextOf } from './clients.ts';

t.setTimeout(60_000);

t.test('a naive client has a finding of each kind', async (t) => {
  const server = await start(t, { report: true });
  await behaveBadly(server);
  const report = server.report();
  t.strictSame(kindsOf(report), KINDS);
  for (const { kind, count, message, advice, examples } of report.findings) {
    t.ok(count > 0 && message.length > 20 && advice.length > 10, kind);
    t.match(examples, [{ at: Number, world: 'the main world', method: String, path: /^\/api\// }]);
  }
  t.match(
    report.findings.map(({ kind, operation, detail }) => [kind, operation, detail]),
    [
      ['without-basic', 'getUser', 'identification_requise'],
      ['without-key', 'getUser', 'cle_manquante'],
      ['refusal', 'getUser', 'partenaire_inconnu'],
      ['action-not-integer', 'setUserStatut', 'string'],
      ['unknown-parameter', 'listUsers', 'page'],
      ['repeated-parameter', 'listUsers', 'page'],
      ['aborted', 'setUserStatut', 'aborted'],
      ['early-repeat', 'getUser', 'service_indisponible'],
      ['blind-post', 'setUserStatut', 'lost'],
      ['gave-up', 'getUser', 'erreur_interne'],
      ['futile-repeat', 'getUser', 'partenaire_inconnu'],
      ['half-year-gap', 'getActualisationSemestre', '2014-S2'],
      ['half-year-overlap', 'getActualisationSemestre', '2015-S1'],
    ],
  );
  await server.close();
  t.strictSame(
    { ...server.report(), until: '' },
    { ...report, until: '' },
    'the same after close()',
  );
  t.match(report, { requests: 15, plain: 15, worlds: 1, window: 60, expected: 0 });
});

t.test('a careful client has none', async (t) => {
  const server = await start(t, { report: true });
  server.addRule({
    operation: 'getUser',
    times: 1,
    then: { action: 'answer', status: 503, headers: { 'retry-after': '0' } },
  });
  t.equal((await call(server, '/users/9')).status, 503);
  t.equal((await call(server, '/users/9')).status, 200);
  t.equal((await postStatut(server, 9, { action: 1 })).status, 200);
  t.equal((await call(server, '/users?statut=1')).status, 200);
  server.clock.freeze('2016-09-01T00:00:00Z');
  for (const path of ['', '/2016-S1', '/2016-S2', '/2016-S2'])
    await call(server, `/actualisation${path}`);
  const report = server.report();
  t.strictSame(report.findings, [
    // All records were pulled after the end of this half-year.
    { ...report.findings[0], kind: 'half-year-overlap', detail: '2016-S1' },
  ]);
  t.strictSame(nextOf(report, 'service_indisponible'), { waited: 1 });
});

t.test('without the option, there is no report', async (t) => {
  const server = await start(t);
  t.throws(() => server.report(), {
    kind: 'conflict',
    message: /startServer\(\{ report: true \}\)/,
  });
});

t.test('without requests, the report has none', async (t) => {
  const server = await start(t, { report: true });
  t.match(server.report(), { requests: 0, worlds: 0, findings: [], operations: [], met: [] });
  t.equal(server.report().coverage.covered, 0);
});
