import fs from 'node:fs';
import path from 'node:path';
import type { Account, Seen } from '../../suite/mock.ts';
import { accountsAt } from '../accounts.ts';
import { CERTIFICATE, control, fileOf, makeCertificate } from '../files.ts';
import { readAnswers, readApplications, readUsers } from '../fixtures.ts';
import type { Peer } from '../peer.ts';

const part = (name: string) => `json-server/${name}.cjs`;
const PROBLEM = part('problem');
const IDENTIFICATION = [part('identification'), PROBLEM];
const CHECKS = [part('partner'), part('action'), part('type'), PROBLEM];
const HTTPS = part('https');

/** The order in which the middlewares are asked. */
const MIDDLEWARES = [
  ...['journal', 'reset', 'clock', 'revoke', 'faults', 'identification', 'worlds'],
  ...['paths', 'type', 'action', 'partner', 'status', 'refresh'],
].map(part);

/** A database of one JSON file in memory; middlewares, as its users write them, do the rest. */
export const jsonServer: Peer = {
  name: 'json-server',
  package: 'json-server@0.17.4',
  note: {
    en: 'Basic and key are checked by a middleware written for it; answers are indented; a user is looked for among all, one by one',
    fr: 'Basic et la clé sont contrôlés par un middleware écrit pour lui ; les réponses sont indentées ; un partenaire est cherché parmi tous, un par un',
  },
  plain: ['json-server/routes.json'],
  identification: IDENTIFICATION,
  workarounds: {
    status: [part('status')],
    credentials: IDENTIFICATION,
    key: IDENTIFICATION,
    order: [...IDENTIFICATION, ...CHECKS],
    path: [part('paths'), PROBLEM],
    'unknown-partner': [part('partner'), PROBLEM],
    'wrong-action': [part('action'), PROBLEM],
    'wrong-type': [part('type'), PROBLEM],
    'change-shown': [part('status'), part('refresh')],
    'same-status': [part('status')],
    reset: [part('status'), part('reset')],
    clock: [part('status'), part('clock')],
    'at-once': [part('status'), part('worlds')],
    retries: [part('faults')],
    delay: [part('faults')],
    cut: [part('faults')],
    'lost-answer': [part('status'), part('faults')],
    revoked: [part('revoke'), PROBLEM],
    verify: [part('journal'), part('reset')],
    https: [HTTPS, CERTIFICATE],
  },
  cannot: {},
  configure({ home, folder, fixtures, port, parts, usersOnly = false }) {
    const database = path.join(folder, 'db.json');
    const data = usersOnly ? { users: readUsers(fixtures) } : readAnswers(fixtures);
    fs.writeFileSync(database, JSON.stringify(data));
    const applications = path.join(folder, 'applications.json');
    fs.writeFileSync(applications, JSON.stringify(readApplications(fixtures)));
    // Relative files of a script are beside it.
    for (const each of parts) fs.copyFileSync(fileOf(each), path.join(folder, path.basename(each)));
    const middlewares = MIDDLEWARES.filter((each) => parts.includes(each)).map((each) =>
      path.join(folder, path.basename(each)),
    );
    const routes = fileOf('json-server/routes.json');
    if (parts.includes(HTTPS)) {
      makeCertificate(folder);
      const modules = path.join(folder, 'node_modules');
      if (!fs.existsSync(modules)) fs.symlinkSync(path.join(home, 'node_modules'), modules);
      const script = path.join(folder, 'https.cjs');
      return [process.execPath, script, database, routes, `${port}`, ...middlewares];
    }
    return [
      process.execPath,
      path.join(home, 'node_modules', 'json-server', 'lib', 'cli', 'bin.js'),
      ...[database, '--id', 'uid', '--routes', routes],
      ...(middlewares.length > 0 ? ['--middlewares', ...middlewares] : []),
      ...['--host', '127.0.0.1', '--port', `${port}`],
      // Like this project's server at "warn", no log of requests; no compression (ng) and no answer to other origins
      // (nc), two options without effect under their long names.
      ...['--quiet', '--ng', '--nc'],
    ];
  },
  abilities(root, parts) {
    const [account, other] = accountsAt(root) as [Account, Account];
    const has = (name: string) => parts.includes(part(name));
    const post = async (path: string, body: object = {}) => {
      await control('POST', `${root}${path}`, body);
    };
    return {
      change: async (uid, members) => {
        await control('PATCH', `${root}/users/${uid}`, members);
      },
      ...(has('reset') && { reset: () => post('/__reset') }),
      ...(has('clock') && { freeze: (at: string) => post('/__freeze', { at }) }),
      ...(has('revoke') && { revoke: () => post('/__revoke', { key: account.key }) }),
      ...(has('worlds') && { isolate: async () => [account, other] as const }),
      ...(has('journal') && {
        requests: async () => (await control('GET', `${root}/__requests`)) as Seen[],
      }),
      ...(has('faults') && {
        fault: (method, path, fault, times) => post('/__fault', { method, path, fault, times }),
      }),
    };
  },
};
