import fs from 'node:fs';
import path from 'node:path';
import { readCredentials, readUsers } from './fixtures.ts';
import type { Peer } from './peer.ts';

/** A database of one JSON file in memory; a middleware, as its users write one, checks the credentials. */
export const jsonServer: Peer = {
  name: 'json-server',
  package: 'json-server@0.17.4',
  note: 'Basic and key are checked by a middleware written for it; answers are indented; a user is looked for among all, one by one',
  configure(folder, fixtures, port) {
    const database = path.join(folder, 'json-server-db.json');
    const routes = path.join(folder, 'json-server-routes.json');
    const identification = path.join(folder, 'json-server-identification.cjs');
    fs.writeFileSync(database, JSON.stringify({ users: readUsers(fixtures) }));
    fs.writeFileSync(routes, JSON.stringify({ '/api/*': '/$1' }));
    fs.writeFileSync(identification, middleware(fixtures));
    return [
      path.join(folder, 'node_modules', 'json-server', 'lib', 'cli', 'bin.js'),
      ...[database, '--id', 'uid', '--routes', routes, '--middlewares', identification],
      ...['--host', '127.0.0.1', '--port', String(port)],
      // Like this project's server at "warn", no log of requests; no compression (ng) and no answer to other origins
      // (nc), two options without effect under their long names.
      ...['--quiet', '--ng', '--nc'],
    ];
  },
};

/** The source of a middleware that refuses with this project's statuses. */
function middleware(fixtures: string): string {
  const keys = readCredentials(fixtures).map(({ authorization, key }) => [authorization, key]);
  return `const keys = new Map(${JSON.stringify(keys)});

module.exports = (request, response, next) => {
  const key = keys.get(request.headers.authorization);
  if (key === undefined) return response.sendStatus(401);
  if (request.query.key !== key) return response.sendStatus(403);
  // Further query parameters are filters: json-server would search every record for the member.
  delete request.query.key;
  next();
};
`;
}
