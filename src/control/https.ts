import { checkAgainst } from '../world/validation.ts';
import type { ControlOperation } from './operations.ts';
import * as schemas from './schemas.ts';

/** The operations on HTTPS. */
export const HTTPS: readonly ControlOperation[] = [
  {
    operationId: 'readHttpsFault',
    method: 'GET',
    path: '/https-fault',
    tag: 'HTTPS',
    allWorlds: true,
    summary: 'Read the TLS fault',
    answer: { description: 'The fault.', schema: schemas.HttpsFaultSetting },
    run: ({ server }) => server.readHttpsFault(),
  },
  {
    operationId: 'setHttpsFault',
    method: 'PUT',
    path: '/https-fault',
    tag: 'HTTPS',
    allWorlds: true,
    summary: 'Set the TLS fault of new connections, or clear it by null',
    body: schemas.HttpsFaultSetting,
    example: { fault: null },
    answer: { description: 'The fault.', schema: schemas.HttpsFaultSetting },
    refusals: ['conflict'],
    run: ({ server, body }) =>
      server.setHttpsFault(checkAgainst(schemas.HttpsFaultSetting, body, 'the body').fault),
  },
];
