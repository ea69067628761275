import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { readUsers } from './fixtures.ts';
import type { Peer } from './peer.ts';

const CONTRACT = path.join(import.meta.dirname, '..', '..', 'openapi', 'faire-simple.yaml');

/** A mock of this project's OpenAPI document, with the fixtures' users as examples. */
export const prism: Peer = {
  name: 'Prism',
  package: '@stoplight/prism-cli@5.16.0',
  note: 'no records: the same user for every uid, unknown ones too; Basic and key must be there, but need not be right (401, not 403, without key), and no password may hold a colon',
  configure(folder, fixtures, port) {
    const file = path.join(folder, 'prism.json');
    const document = parse(fs.readFileSync(CONTRACT, 'utf8'));
    const users = readUsers(fixtures);
    const examples: Record<string, unknown> = { '/users': users, '/users/{uid}': users[0] };
    for (const [each, example] of Object.entries(examples)) {
      document.paths[each].get.responses['200'].content['application/json'].example = example;
    }
    // Prism ignores the path of `servers`.
    const paths = Object.entries(document.paths).map(([each, item]) => [`/api${each}`, item]);
    fs.writeFileSync(file, JSON.stringify({ ...document, paths: Object.fromEntries(paths) }));
    return [
      path.join(folder, 'node_modules', '@stoplight', 'prism-cli', 'dist', 'index.js'),
      ...['mock', file, '--host', '127.0.0.1', '--port', String(port)],
      // Like this project's server at "warn", no log of requests and no answer to other origins. With NODE_ENV
      // "production", Prism would fork, and the measured memory would not be the server's.
      ...['--verboseLevel', 'warn', '--cors', 'false', '--multiprocess', 'false'],
    ];
  },
};
