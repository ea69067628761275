import { Report } from '../report/schema.ts';
import type { ControlOperation } from './operations.ts';

/** The operation on the report. */
export const REPORT: readonly ControlOperation[] = [
  {
    operationId: 'report',
    method: 'GET',
    path: '/report',
    tag: 'Report',
    allWorlds: true,
    summary: 'Report on the habits of the clients, over all worlds since the start',
    answer: { description: 'The report until now.', schema: Report },
    refusals: ['conflict'],
    run: ({ server }) => server.report(),
  },
];
