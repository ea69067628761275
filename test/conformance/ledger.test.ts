import t from 'tap';
import { CHECKS } from '../../src/conformance/checks/checks.ts';
import { ROWS } from '../../src/fidelity/ledger.ts';
import { DEVIATIONS } from './deviations.ts';

const IDS = CHECKS.map(({ id }) => id);

/** The row of a check: its id, or that before the last dot. */
const rowOf = (id: string) =>
  ROWS.find((row) => row.id === id) ?? ROWS.find((row) => row.id === id.replace(/\.[^.]*$/, ''));

/** Rows whose checks are about the address: run.test.ts gives them a server at another one. */
const OF_THE_ADDRESS = ['behaviour.base_url', 'behaviour.https'];

/** Rows that no check can decide over the API alone, each with the reason. */
const UNCHECKED: Readonly<Record<string, string>> = {
  'behaviour.plain_http': 'a permission of the mock server',
  'behaviour.tags': 'about the OpenAPI document: test/docs/openapi.test.ts',
  'behaviour.named_paths': 'about an option: test/options/',
  'behaviour.further_members': 'about fixtures: test/fixtures/',
  'behaviour.demo_application': 'about the default fixtures: test/readme.test.ts runs its requests',
};

t.test('every check is of a row of the ledger, at its level', async (t) => {
  for (const { id, level } of CHECKS) t.equal(rowOf(id)?.level, level, id);
});

t.test(
  'every documented row has a check, and a deviation that its check must notice',
  async (t) => {
    const documented = ROWS.filter(({ level }) => level === 'documented').map(({ id }) => id);
    t.ok(documented.length > 15, 'they are found');
    for (const id of documented) {
      const checks = IDS.filter((check) => rowOf(check)?.id === id);
      t.ok(checks.length > 0, id);
      for (const check of checks) {
        t.ok(check in DEVIATIONS || OF_THE_ADDRESS.includes(check), `a deviation from ${check}`);
      }
    }
  },
);

t.test('the other rows have a check, or a reason why not', async (t) => {
  const checked = new Set(IDS.map((id) => rowOf(id)?.id));
  const unchecked = ROWS.map(({ id }) => id).filter((id) => !checked.has(id));
  t.strictSame(unchecked.sort(), Object.keys(UNCHECKED).sort());
});
