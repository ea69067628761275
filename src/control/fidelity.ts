import { Fidelity } from '../fidelity/schema.ts';
import type { ControlOperation } from './operations.ts';

/** The operation on the fidelity ledger. */
export const FIDELITY: readonly ControlOperation[] = [
  {
    operationId: 'fidelity',
    method: 'GET',
    path: '/fidelity',
    tag: 'Fidelity',
    allWorlds: true,
    summary: 'List each claim of the mock server about the API, with its grounds',
    answer: { description: 'The claims, and the sentences that they rest on.', schema: Fidelity },
    run: ({ server }) => server.fidelity(),
  },
];
