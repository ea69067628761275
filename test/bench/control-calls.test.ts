import t from 'tap';
import { LISTED } from '../../bench/control-calls.ts';
import { DESCRIBED_OPERATIONS } from '../../src/control/operations.ts';

t.test('every operation of the control plane is measured, or left out by name', async (t) => {
  t.strictSame(
    [...LISTED].sort(),
    DESCRIBED_OPERATIONS.map(({ operationId }) => operationId).sort(),
  );
});
