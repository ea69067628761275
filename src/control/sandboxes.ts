import { BASE_PATH } from '../contract/operations.ts';
import { checkAgainst } from '../world/validation.ts';
import { CreatedSandbox, listOf, Sandbox } from './answers.ts';
import { environmentOf } from './environment.ts';
import type { ControlOperation } from './operations.ts';
import { CONTROL_PATH } from './path.ts';
import * as schemas from './schemas.ts';

const sandboxId = { id: { type: 'string', description: 'The sandbox’s id.' } as const };

/** The operations on sandboxes. */
export const SANDBOXES: readonly ControlOperation[] = [
  {
    operationId: 'listSandboxes',
    method: 'GET',
    path: '/sandboxes',
    tag: 'Sandboxes',
    allWorlds: true,
    summary: 'List the sandboxes',
    answer: { description: 'The sandboxes, with their credentials.', schema: listOf(Sandbox) },
    run: ({ worlds }) => worlds.sandboxes(),
  },
  {
    operationId: 'createSandbox',
    method: 'POST',
    path: '/sandboxes',
    tag: 'Sandboxes',
    allWorlds: true,
    summary: 'Create a sandbox: a world with its own data and credentials, at the same URL',
    body: schemas.SandboxOptions,
    example: { lifetime: 600 },
    bodyOptional: true,
    answer: {
      description: 'The sandbox, its credentials, and the environment that a client needs.',
      schema: CreatedSandbox,
    },
    created: true,
    run: ({ worlds, body, bases, token }) => {
      const sandbox = worlds.createSandbox(
        checkAgainst(schemas.SandboxOptions, body, 'the sandbox'),
      );
      const places = {
        apiUrl: `${bases.api}${BASE_PATH}`,
        controlUrl: `${bases.control}${CONTROL_PATH}`,
        controlToken: token,
      };
      return { ...sandbox, environment: environmentOf(places, sandbox, sandbox.id) };
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
