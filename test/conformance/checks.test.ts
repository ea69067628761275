import t from 'tap';
import { CHECKS } from '../../src/conformance/checks/checks.ts';
import { FIELDS, MEMBERS } from '../../src/conformance/checks/records.ts';
import { readContract } from '../../src/conformance/contract.ts';
import { startServer } from '../../src/index.ts';
import { altered } from './altered.ts';
import { DEVIATIONS, FURTHER, UNDECIDED } from './deviations.ts';
import { CREDENTIALS, notPassed, runAgainst } from './run-helpers.ts';

const server = await startServer();
t.teardown(() => server.close());

const HTTP = 'skipped: plain HTTP stays on this machine';
const SERVED = 'skipped: the server serves further operations';

t.test('the mock server passes every check that it can', async (t) => {
  const report = await runAgainst(server.apiUrl);
  t.strictSame(notPassed(report), {
    'behaviour.https': HTTP,
    'behaviour.documented_only': SERVED,
  });
  t.equal(report.notRestored, undefined);
});

t.test(
  'every check but those of the address has a deviation, and has an id of its own',
  async (t) => {
    const ids = CHECKS.map(({ id }) => id);
    t.equal(new Set(ids).size, ids.length);
    const judged = ids.filter((id) => id !== 'behaviour.base_url' && id !== 'behaviour.https');
    t.strictSame(Object.keys(DEVIATIONS).sort(), judged.sort());
  },
);

t.test('the members that are judged are those of the published contract', async (t) => {
  const { schemas } = readContract();
  for (const [schema, names] of Object.entries(MEMBERS)) {
    const own = Object.entries(schemas[schema]?.properties ?? {}).flatMap(
      ([name, { properties, items }]) => {
        const within = Object.keys(properties ?? items?.properties ?? {});
        return [name, ...within.map((each) => `${name}.${each}`)];
      },
    );
    t.strictSame([...names], own, schema);
  }
  t.equal(FIELDS.length, Object.values(MEMBERS).flat().length);
});

/** Members beyond the first of a schema differ in nothing: `npm run test:long` has them all. */
const SOME = CHECKS.filter(({ id }) => !id.startsWith('field.') || /Accueil|ville|Statut/.test(id));

t.test('each deviation is noticed by its check', async (t) => {
  const state = await altered(t, server.url);
  const own = SOME.flatMap(({ id }) => (DEVIATIONS[id] ? [[id, DEVIATIONS[id]] as const] : []));
  for (const [id, deviation] of [...own, ...FURTHER]) {
    server.reset();
    state.deviation = deviation();
    const checks = CHECKS.filter((check) => check.id === id);
    const { results } = await runAgainst(state.apiUrl, {}, checks);
    const expected = checks[0]?.level === 'documented' ? 'failed' : 'finding';
    t.match(results, [{ id, outcome: expected, reason: /./ }], id);
    t.notMatch(results[0]?.reason, new RegExp(`${CREDENTIALS.key}|Morvan`));
  }
});

t.test('a deviation that another check notices leaves a check undecided', async (t) => {
  const state = await altered(t, server.url);
  for (const [id, deviation] of UNDECIDED) {
    server.reset();
    state.deviation = DEVIATIONS[deviation]?.() ?? {};
    const checks = CHECKS.filter((check) => check.id === id);
    const { results } = await runAgainst(state.apiUrl, {}, checks);
    t.match(results, [{ id, outcome: 'skipped', reason: /^see / }], id);
  }
});
