import fs from 'node:fs';
import path from 'node:path';
import { readCredentials, readUsers } from './fixtures.ts';
import type { Peer } from './peer.ts';

const BUCKET = 'users';

/**
 * A CRUD route over a data bucket, Mockoon's way to keep changeable records. A route whose body is a file would be
 * faster, but could not change.
 */
export const mockoon: Peer = {
  name: 'Mockoon',
  package: '@mockoon/cli@9.9.0',
  note: 'Basic and key are checked by rules, compiled anew for each request; every request is logged; a user is looked for among all, one by one',
  configure(folder, fixtures, port) {
    const file = path.join(folder, 'mockoon.json');
    const users = JSON.stringify(readUsers(fixtures));
    fs.writeFileSync(file, JSON.stringify(environment(users, fixtures)));
    return [
      path.join(folder, 'node_modules', '@mockoon', 'cli', 'bin', 'run.js'),
      ...['start', '--data', file, '--hostname', '127.0.0.1', '--port', String(port)],
      ...['--disable-log-to-file', '--disable-admin-api'],
    ];
  },
};

/** A Mockoon environment; Mockoon adds the defaults of missing members. */
function environment(users: string, fixtures: string): object {
  const credentials = readCredentials(fixtures);
  const authorizations = credentials.map(({ authorization }) => authorization);
  const pairs = credentials.map(({ authorization, key }) => `${authorization} ${key}`);
  const refuse = (statusCode: number, rule: object) => ({
    statusCode,
    body: '{}',
    rules: [{ ...rule, operator: 'regex', invert: true }],
  });
  return {
    // Without the number of its last migration, Mockoon prompts for a repair of the file.
    lastMigration: 33,
    name: 'faire-simple',
    endpointPrefix: 'api',
    headers: [{ key: 'Content-Type', value: 'application/json' }],
    data: [{ id: BUCKET, name: BUCKET, value: users }],
    routes: [
      {
        type: 'crud',
        endpoint: 'users',
        responses: [
          { default: true, bodyType: 'DATABUCKET', databucketID: BUCKET, crudKey: 'uid' },
          refuse(401, {
            target: 'header',
            modifier: 'Authorization',
            value: oneOf(authorizations),
          }),
          // One rule for all applications: each further rule slows every request.
          refuse(403, {
            target: 'templating',
            modifier: "{{{header 'Authorization'}}} {{{queryParam 'key'}}}",
            value: oneOf(pairs),
          }),
        ],
      },
    ],
  };
}

/** A regular expression for exactly these texts; in base64 and keys, only "+" needs an escape. */
function oneOf(texts: readonly string[]): string {
  return `^(${texts.join('|').replaceAll('+', '\\+')})$`;
}
