import { BASE_PATH } from '../contract/operations.ts';
import { CreatedSandbox, listOf, SandboxSummary } from './answers.ts';
import { toCredentials } from './credentials.ts';
import { environmentOf } from './environment.ts';
import type { ControlOperation } from './operations.ts';
import { CONTROL_PATH } from './path.ts';
import * as schemas from './sandbox-schemas.ts';
import { checkSandbox, listSandboxes } from './sandbox-start.ts';

const sandboxId = { id: schemas.SandboxId };

/** The operations on sandboxes. */
export const SANDBOXES: readonly ControlOperation[] = [
  {
    operationId: 'listSandboxes',
    method: 'GET',
    path: '/sandboxes',
    tag: 'Sandboxes',
    allWorlds: true,
    summary: 'List the sandboxes',
    query: schemas.WithCredentials.properties,
    answer: { description: 'The sandboxes, oldest first.', schema: listOf(SandboxSummary) },
    run: ({ worlds, query }) => listSandboxes(worlds, query),
  },
  {
    operationId: 'createSandbox',
    method: 'POST',
    path: '/sandboxes',
    tag: 'Sandboxes',
    allWorlds: true,
    summary: 'Create a sandbox: a world with its own data and credentials, at the same URL',
    body: schemas.SandboxOptions,
    example: { lifetime: 'PT10M' },
    bodyOptional: true,
    answer: {
      description: 'The sandbox, its credentials, and the environment that a client needs.',
      schema: CreatedSandbox,
    },
    created: true,
    refusals: ['not_found', 'conflict'],
    run: ({ worlds, body, bases, token }) => {
      const sandbox = worlds.createSandbox(checkSandbox(worlds, body));
      const places = {
        apiUrl: `${bases.api}${BASE_PATH}`,
        controlUrl: `${bases.control}${CONTROL_PATH}`,
        controlToken: token,
      };
      const applications = worlds.sandbox(sandbox.id).applications.map(toCredentials);
      const environment = environmentOf(places, sandbox, sandbox.id);
      return { ...sandbox, applications, environment };
    },
  },
  {
    operationId: 'dropSandbox',
    method: 'DELETE',
    path: '/sandboxes/{id}',
    tag: 'Sandboxes',
    allWorlds: true,
    summary: 'Drop a sandbox and its credentials',
    params: sandboxId,
    run: ({ worlds, params }) => worlds.dropSandbox(params.id),
  },
];
