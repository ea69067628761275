import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { fileOf, readJson } from '../files.ts';
import { readAnswers, readUsers } from '../fixtures.ts';
import type { Peer, Reason } from '../peer.ts';

const DOCUMENT = '../../openapi/faire-simple.yaml';
const part = (name: string) => `prism/${name}.json`;

const GUIDES = 'https://github.com/stoplightio/prism/blob/master/docs/guides';

const because = (en: string, fr: string, guide = '01-mocking'): Reason => ({
  en,
  fr,
  link: `${GUIDES}/${guide}.md`,
});

const STATELESS = because(
  'its answers are examples of the document, the same before and after a POST',
  'ses réponses sont des exemples du document, les mêmes avant et après un POST',
);
const FIXED = because(
  'its answers come from the document that it was started with; nothing changes them while it runs',
  'ses réponses viennent du document donné au démarrage ; rien ne les change en cours de route',
);
const CHOSEN = because(
  'the client itself asks for an example or an error, by the header Prefer; there are no other faults',
  'c’est le client qui demande un exemple ou une erreur, par l’en-tête Prefer ; il n’y a pas d’autres pannes',
);
const PRESENCE = because(
  'it checks that credentials are there, not whose they are, and refuses with 401 only',
  'il contrôle que des identifiants sont là, non à qui ils sont, et ne refuse que par 401',
  '02-request-validation',
);

/** A mock of this project's OpenAPI document, with the fixtures' records as examples. */
export const prism: Peer = {
  name: 'Prism',
  package: '@stoplight/prism-cli@5.16.0',
  note: {
    en: 'no records: the same user for every uid, unknown ones too; Basic and key must be there, but need not be right (401, not 403, without key), and no password may hold a colon',
    fr: 'pas de fiches : le même partenaire pour chaque uid, même inconnu ; Basic et la clé doivent être là, mais pas être justes (401, non 403, sans clé), et aucun mot de passe ne peut contenir de deux-points',
  },
  plain: [DOCUMENT],
  identification: [],
  workarounds: {
    user: [part('user')],
    'half-year': [part('half-year')],
    status: [part('status')],
    'unknown-partner': [part('unknown-partner')],
    'same-status': [part('same-status')],
  },
  cannot: {
    'users-by-status': CHOSEN,
    credentials: PRESENCE,
    key: PRESENCE,
    order: PRESENCE,
    path: because(
      'unknown paths and methods get an error of its own, without a code of the API',
      'un chemin ou une méthode inconnus reçoivent une erreur à lui, sans code de l’API',
      '06-errors',
    ),
    'change-shown': STATELESS,
    reset: STATELESS,
    'own-data': FIXED,
    clock: FIXED,
    'at-once': STATELESS,
    retries: CHOSEN,
    delay: CHOSEN,
    cut: CHOSEN,
    'lost-answer': CHOSEN,
    revoked: FIXED,
    verify: because(
      'it keeps no list of the requests; its log names them, without their bodies',
      'il ne garde pas de liste des requêtes ; son journal les nomme, sans leurs corps',
      'cli',
    ),
    https: because(
      'it speaks HTTP; its guide puts a proxy in front of it',
      'il parle HTTP ; son guide place un proxy devant lui',
      '10-nginx-tls-proxy',
    ),
  },
  configure({ home, folder, fixtures, port, parts, usersOnly = false }) {
    const file = path.join(folder, 'prism.json');
    const document = parse(fs.readFileSync(fileOf(DOCUMENT), 'utf8'));
    const users = readUsers(fixtures);
    const examples: Record<string, unknown> = { '/users': users, '/users/{uid}': users[0] };
    if (!usersOnly) {
      const { accueil, actualisation, '2016-S1': half, ...lists } = readAnswers(fixtures);
      Object.assign(examples, { '/': accueil, '/actualisation': actualisation });
      examples['/actualisation/{semestre}'] = half;
      for (const name of ['thematiques', 'campagnes', 'propositions']) {
        examples[`/${name}`] = lists[name];
      }
    }
    for (const [each, example] of Object.entries(examples)) {
      document.paths[each].get.responses['200'].content['application/json'].example = example;
    }
    for (const each of parts) {
      for (const [place, item] of Object.entries(readJson(each).paths)) {
        document.paths[place] = withData(item, fixtures);
      }
    }
    // Prism ignores the path of `servers`.
    const paths = Object.entries(document.paths).map(([each, item]) => [
      `/api${each === '/' ? '' : each}`,
      item,
    ]);
    fs.writeFileSync(file, JSON.stringify({ ...document, paths: Object.fromEntries(paths) }));
    return [
      process.execPath,
      path.join(home, 'node_modules', '@stoplight', 'prism-cli', 'dist', 'index.js'),
      ...['mock', file, '--host', '127.0.0.1', '--port', `${port}`],
      // Like this project's server at "warn", no log of requests and no answer to other origins. With NODE_ENV
      // "production", Prism would fork, and the measured memory would not be the server's.
      ...['--verboseLevel', 'warn', '--cors', 'false', '--multiprocess', 'false'],
    ];
  },
  // It keeps nothing.
  abilities: () => ({ reset: async () => {} }),
};

/** The same JSON, with the data in the place of texts such as "FROM users 9". */
function withData(value: unknown, fixtures: string): unknown {
  const answers = readAnswers(fixtures);
  return JSON.parse(JSON.stringify(value), (_, member) => {
    const [, name = '', uid] = /^FROM (\S+) ?(\d*)$/.exec(member) ?? [];
    if (name === '') return member;
    return uid ? readUsers(fixtures).find((user) => user.uid === Number(uid)) : answers[name];
  });
}
