import { ApplicationOfWorld, Credentials, listOf } from './answers.ts';
import type { ControlOperation } from './operations.ts';
import * as schemas from './sandbox-schemas.ts';

const login = { login: schemas.Login };

/** The operations on the applications of a world. */
export const APPLICATIONS: readonly ControlOperation[] = [
  {
    operationId: 'listApplications',
    method: 'GET',
    path: '/applications',
    tag: 'Applications',
    summary: 'List the applications that may call the world',
    query: schemas.WithCredentials.properties,
    answer: { description: 'The applications.', schema: listOf(ApplicationOfWorld) },
    run: ({ control, query }) => control.listApplications(query),
  },
  {
    operationId: 'addApplication',
    method: 'POST',
    path: '/applications',
    tag: 'Applications',
    summary: 'Add an application; missing credentials are generated',
    body: schemas.GivenApplication,
    example: { nom: 'Une application de plus', login: 'de-plus' },
    created: true,
    answer: { description: 'The application and its credentials.', schema: Credentials },
    refusals: ['conflict'],
    run: ({ control, body }) => control.addApplication(body),
  },
  {
    operationId: 'revokeApplication',
    method: 'DELETE',
    path: '/applications/{login}',
    tag: 'Applications',
    summary: 'Revoke an application: its login and its key become unknown at once',
    params: login,
    run: ({ control, params }) => control.revokeApplication(params.login),
  },
  {
    operationId: 'rotateKey',
    method: 'POST',
    path: '/applications/{login}/rotate-key',
    tag: 'Applications',
    summary: 'Give an application another key; the former one becomes unknown at once',
    params: login,
    answer: { description: 'The application and its credentials.', schema: Credentials },
    run: ({ control, params }) => control.rotateKey(params.login),
  },
  {
    operationId: 'rotatePassword',
    method: 'POST',
    path: '/applications/{login}/rotate-password',
    tag: 'Applications',
    summary: 'Give an application another password; the former one becomes invalid at once',
    params: login,
    answer: { description: 'The application and its credentials.', schema: Credentials },
    run: ({ control, params }) => control.rotatePassword(params.login),
  },
];
