import fs from 'node:fs';
import path from 'node:path';
import type { Account } from '../../suite/mock.ts';
import { accountsAt } from '../accounts.ts';
import { CERTIFICATE, control, makeCertificate, readJson } from '../files.ts';
import { readAnswers, readUsers } from '../fixtures.ts';
import type { Peer } from '../peer.ts';
import { freeze } from './clock.ts';
import { addFault } from './faults.ts';
import { loseAnswer } from './lost-answer.ts';
import { change } from './own-data.ts';
import { addStub } from './stubs.ts';

const VERSION = '3.13.2';

const PLAIN = 'wiremock/plain.json';
const STATUS = 'wiremock/status.json';
const SAME = 'wiremock/same-status.json';
const WORLDS = 'wiremock/worlds.json';
const OWN_DATA = 'wiremock/own-data.ts';
const CLOCK = 'wiremock/clock.ts';
const FAULTS = 'wiremock/faults.ts';
const LOST = 'wiremock/lost-answer.ts';

/** Stubs in a JSON file whose bodies are files, one for each partner; scenarios keep the state. */
export const wiremock: Peer = {
  name: 'WireMock',
  package: `wiremock@${VERSION}`,
  note: {
    en: 'runs in a JVM; each partner is a file of its own, which is read for each request',
    fr: 'tourne dans une JVM ; chaque partenaire est un fichier à lui, lu à chaque requête',
  },
  plain: [PLAIN],
  identification: [],
  workarounds: {
    'change-shown': [STATUS],
    'same-status': [SAME],
    reset: [STATUS],
    'own-data': [OWN_DATA],
    clock: [CLOCK],
    'at-once': [WORLDS],
    retries: [FAULTS],
    delay: [FAULTS],
    cut: [FAULTS],
    'lost-answer': [STATUS, LOST],
    https: [CERTIFICATE],
  },
  cannot: {},
  configure({ home, folder, fixtures, port, parts, usersOnly = false }) {
    writeFiles(path.join(folder, '__files'), fixtures, usersOnly);
    const mappings = path.join(folder, 'mappings');
    fs.mkdirSync(mappings);
    // Of the 100,000 users of the benchmark, all are known.
    const uids = usersOnly
      ? '\\d+'
      : readUsers(fixtures)
          .map(({ uid }) => uid)
          .join('|');
    for (const part of [PLAIN, ...parts.filter((name) => name.endsWith('.json'))]) {
      const text = JSON.stringify(readJson(part)).replace(
        'UIDS',
        JSON.stringify(uids).slice(1, -1),
      );
      fs.writeFileSync(path.join(mappings, path.basename(part)), text);
    }
    const jar = `wiremock-standalone-${VERSION}.jar`;
    const keystore = ['--https-keystore', 'cert.p12', '--keystore-type', 'PKCS12'];
    const https = ['--disable-http', '--https-port', `${port}`, ...keystore];
    if (parts.includes(CERTIFICATE)) makeCertificate(folder);
    return [
      ...[
        'java',
        '-jar',
        path.join(home, 'node_modules', 'wiremock', 'build', jar),
        '--root-dir',
        folder,
      ],
      ...['--bind-address', '127.0.0.1', '--disable-banner', '--disable-gzip'],
      ...(parts.includes(CERTIFICATE) ? https : ['--port', `${port}`]),
      // The journal of the benchmark's requests would fill the memory.
      ...(usersOnly ? ['--max-request-journal-entries', '1000'] : []),
    ];
  },
  abilities(root, parts) {
    const [account] = accountsAt(root) as [Account];
    return {
      reset: async () => {
        await control('POST', `${root}/__admin/reset`);
      },
      requests: async () => {
        const found = (await control('GET', `${root}/__admin/requests`)) as {
          requests: { request: { method: string; url: string; body: string } }[];
        };
        return found.requests.reverse().map(({ request: { method, url, body } }) => ({
          method,
          path: url.replace(/^\/api|\?.*/g, ''),
          body,
        }));
      },
      revoke: () => {
        const request = { queryParameters: { key: { equalTo: account.key } } };
        return addStub(root, { priority: 1, request, response: { status: 403 } });
      },
      ...(parts.includes(OWN_DATA) && {
        change: (uid: number, members: object) => change(root, account, uid, members),
      }),
      ...(parts.includes(CLOCK) && { freeze: (at: string) => freeze(root, at) }),
      ...(parts.includes(FAULTS) && {
        fault: (method, path, fault, times) => addFault(root, method, path, fault, times),
      }),
      ...(parts.includes(LOST) && { fault: () => loseAnswer(root) }),
      ...(parts.includes(WORLDS) && {
        isolate: async () => accountsAt(root) as unknown as [Account, Account],
      }),
    };
  },
};

/** Writes the data: an answer a file, those after the registration of partner 9, and each partner. */
function writeFiles(folder: string, fixtures: string, usersOnly: boolean): void {
  fs.mkdirSync(path.join(folder, 'users'), { recursive: true });
  const users = readUsers(fixtures);
  for (const user of users) write(folder, `users/${user.uid}`, user);
  write(folder, 'users', users);
  if (usersOnly) return;
  const answers = readAnswers(fixtures);
  writeAnswers(folder, answers, users);
  const date = '2026-11-27T02:00:00Z';
  const changes = { statut: 1, date_modification: date, date_inscription: date };
  const registered = users.map((user) => (user.uid === 9 ? { ...user, ...changes } : user));
  const after = path.join(folder, 'registered');
  fs.mkdirSync(after);
  const changed = registered.filter(({ uid }) => uid === 9);
  const { actualisation } = answers;
  writeAnswers(after, { actualisation: { ...actualisation, partenaires: registered } }, registered);
  write(after, 'half-year', { ...actualisation, partenaires: changed });
  write(after, '9', changed[0] as object);
}

function writeAnswers(
  folder: string,
  answers: Readonly<Record<string, object>>,
  users: readonly object[],
): void {
  for (const [name, answer] of Object.entries({ ...answers, users })) write(folder, name, answer);
  for (const statut of [0, 1]) {
    const having = (users as { statut: number }[]).filter((user) => user.statut === statut);
    write(folder, `users-${statut}`, having);
  }
}

function write(folder: string, name: string, value: object): void {
  fs.writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(value));
}
