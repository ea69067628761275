import t from 'tap';
import { CHECKS } from '../../src/conformance/checks/checks.ts';
import { ROWS } from '../../src/fidelity/ledger.ts';

/** The row of a check: its own name, or the beginning of it. */
const rowOf = (check: string) =>
  ROWS.filter(({ id }) => check === id || check.startsWith(`${id}.`)).sort(
    (one, other) => other.id.length - one.id.length,
  )[0];

t.test('each check is of a row of the ledger, and of its level', async (t) => {
  for (const { id, level } of CHECKS) t.equal(rowOf(id)?.level, level, id);
});

t.test('each documented row has a check', async (t) => {
  const checked = new Set(CHECKS.map(({ id }) => rowOf(id)?.id));
  const lacking = ROWS.filter((row) => row.level === 'documented' && !checked.has(row.id));
  t.strictSame(
    lacking.map(({ id }) => id),
    [],
  );
});

/** What a client cannot see from outside, or only of a mock server. */
const UNSEEN = [
  ...['behaviour.plain_http', 'behaviour.tags', 'behaviour.named_paths'],
  ...['behaviour.further_members', 'behaviour.demo_application'],
];

t.test('each other row has a check, or cannot be seen from outside', async (t) => {
  const checked = new Set(CHECKS.map(({ id }) => rowOf(id)?.id));
  const lacking = ROWS.filter(({ id }) => !checked.has(id)).map(({ id }) => id);
  t.strictSame(lacking.sort(), [...UNSEEN].sort());
});
