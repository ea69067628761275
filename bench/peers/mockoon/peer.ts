import fs from 'node:fs';
import path from 'node:path';
import { send } from '../../suite/client.ts';
import type { Account, Seen } from '../../suite/mock.ts';
import { accountsAt } from '../accounts.ts';
import { CERTIFICATE, control, makeCertificate, readJson } from '../files.ts';
import { readAnswers, readUsers } from '../fixtures.ts';
import type { Peer, Reason } from '../peer.ts';

const part = (name: string) => `mockoon/${name}.json`;
const PLAIN = part('plain');
const STATUS = part('status');

const CONNECTION: Reason = {
  en: 'its answers have a status, headers, a body and a latency, and cannot break the connection',
  fr: 'ses réponses ont un statut, des en-têtes, un corps et une latence, et ne peuvent pas couper la connexion',
  link: 'https://mockoon.com/docs/latest/route-responses/multiple-responses/',
};

const TOKEN = 'token';

/** Parts of an environment; Mockoon adds the defaults of missing members. */
interface Environment {
  readonly data?: { id: string; name: string; value?: string }[];
  /** The routes before those of the workarounds: identification and the other checks. */
  readonly checks?: object[];
  readonly routes: object[];
}

/**
 * A CRUD route over a data bucket, Mockoon's way to keep changeable records; rules refuse requests. A route whose body is
 * a file would be faster, but could not change.
 */
export const mockoon: Peer = {
  name: 'Mockoon',
  package: '@mockoon/cli@9.9.0',
  note: {
    en: 'Basic and key are checked by rules, compiled anew for each request; every request is logged; a user is looked for among all, one by one',
    fr: 'Basic et la clé sont contrôlés par des règles, compilées à chaque requête ; chaque requête est journalisée ; un partenaire est cherché parmi tous, un par un',
  },
  plain: [PLAIN],
  identification: [],
  workarounds: {
    'users-by-status': [part('by-status')],
    'change-shown': [STATUS, part('by-status'), part('half-years')],
    'same-status': [STATUS],
    reset: [STATUS],
    'own-data': [part('own-data')],
    clock: [STATUS],
    'at-once': [part('worlds'), STATUS],
    retries: [part('faults')],
    delay: [part('faults')],
    revoked: [part('revoke')],
    https: [CERTIFICATE],
  },
  cannot: { cut: CONNECTION, 'lost-answer': CONNECTION },
  configure({ home, folder, fixtures, port, parts, usersOnly = false }) {
    const file = path.join(folder, 'mockoon.json');
    fs.writeFileSync(file, JSON.stringify(environment(fixtures, parts, usersOnly)));
    if (parts.includes(CERTIFICATE)) makeCertificate(folder);
    return [
      process.execPath,
      path.join(home, 'node_modules', '@mockoon', 'cli', 'bin', 'run.js'),
      ...['start', '--data', file, '--hostname', '127.0.0.1', '--port', `${port}`],
      ...[
        '--disable-log-to-file',
        ...(usersOnly ? ['--disable-admin-api'] : ['--admin-api-token', TOKEN]),
      ],
    ];
  },
  abilities(root, parts) {
    const [account] = accountsAt(root) as [Account];
    const admin = (method: string, path: string, body?: object) =>
      control(method, `${root}/mockoon-admin${path}`, body, TOKEN);
    const setVariable = async (key: string, value: unknown) => {
      await admin('POST', '/global-vars', { key, value });
    };
    return {
      reset: async () => {
        await admin('POST', '/state/purge');
      },
      requests: async () => {
        const found = (await admin('GET', '/logs')) as {
          request: { method: string; urlPath: string; body: string };
        }[];
        const seen: Seen[] = found.map(({ request: { method, urlPath, body } }) => ({
          method: method.toUpperCase(),
          path: urlPath.replace('/api', ''),
          body,
        }));
        return seen;
      },
      ...(parts.includes(part('own-data')) && {
        change: async (uid: number, members: object) => {
          const headers = { 'content-type': 'application/json' };
          const body = JSON.stringify(members);
          await send(account, `/__users/${uid}`, { method: 'PATCH', headers, body });
        },
      }),
      ...(parts.includes(STATUS) && { freeze: (at: string) => setVariable('now', at) }),
      ...(parts.includes(part('faults')) && {
        fault: async (method, path, fault, times) => {
          const variables = { method: method.toLowerCase(), path: `/api${path}`, fault, times };
          for (const [name, value] of Object.entries(variables)) await setVariable(name, value);
        },
      }),
      ...(parts.includes(part('revoke')) && { revoke: () => setVariable('revoked', account.key) }),
      ...(parts.includes(part('worlds')) && {
        isolate: async () => accountsAt(root) as unknown as [Account, Account],
      }),
    };
  },
};

/** The environment with the data and the workarounds. */
function environment(fixtures: string, parts: readonly string[], usersOnly: boolean): object {
  const { checks = [], routes, data = [], ...plain }: Environment = readJson(PLAIN);
  const more: Environment[] = parts.filter((name) => name.startsWith('mockoon/')).map(readJson);
  const { users, ...answers } = usersOnly ? { users: readUsers(fixtures) } : readAnswers(fixtures);
  const uids = readUsers(fixtures).map(({ uid }) => `${uid}`);
  const { accueil, actualisation, thematiques, campagnes, propositions, ...semestres } =
    answers as Record<string, object>;
  const lists = { accueil, thematiques, campagnes, propositions };
  const values = { users, uids, semestres, ...lists };
  const buckets = Object.entries(values).map(([name, value]) => bucket(name, value));
  const copies = more.flatMap(({ data = [] }) => data.map(({ name }) => bucket(name, users)));
  const tls = { enabled: true, type: 'CERT', certPath: 'cert.pem', keyPath: 'key.pem' };
  return {
    ...plain,
    ...(parts.includes(CERTIFICATE) && { tlsOptions: tls }),
    data: [...data, ...buckets, ...copies],
    // The benchmark needs only the first check, of the credentials; the others look for the uid among all.
    routes: [
      ...(usersOnly ? checks.slice(0, 1) : checks),
      ...more.flatMap((each) => each.routes),
      ...routes,
    ],
  };
}

function bucket(name: string, value: object = []) {
  return { id: name, name, value: JSON.stringify(value) };
}
