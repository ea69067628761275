import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { REFUSAL_CODES, REFUSALS, type RefusalCode } from '../../src/contract/refusals.ts';
import { ROOT } from '../command-helpers.ts';
import { type Answer, call, postStatut, start, type Target } from '../helpers.ts';
import { COMMAND_TRIALS } from './command-trials.ts';
import { CONFORMANCE_TRIALS } from './conformance-trials.ts';
import { HTTPS_TRIALS } from './https-trials.ts';
import {
  CONTROL_TRIALS,
  EXEC_TRIALS,
  INSTALL_TRIALS,
  PROGRAM_TRIALS,
  REPORT_TRIALS,
} from './other-trials.ts';
import { DATABASE_TRIALS, FIXTURE_TRIALS, LISTEN_TRIALS } from './start-trials.ts';
import type { Trials } from './trial.ts';

t.setTimeout(120_000);

const PAGE = fs.readFileSync(path.join(ROOT, 'docs', 'troubleshooting.md'), 'utf8');

/** Produces each refusal, by a server and by one of documented operations only. */
const REFUSED: Readonly<
  Record<RefusalCode, (server: Target, documentedOnly: Target) => Promise<Answer>>
> = {
  identification_requise: (server) => call(server, '/users/1', { user: null }),
  identifiants_invalides: (server) => call(server, '/users/1', { user: 'demo:wrong' }),
  cle_manquante: (server) => call(server, '/users/1', { key: null }),
  cle_inconnue: (server) => call(server, '/users/1', { key: 'unknown' }),
  cle_non_associee: (server) => call(server, '/users/1', { user: 'valmont:guichet:unique-2016' }),
  ressource_inconnue: (server) => call(server, '/user'),
  methode_non_autorisee: (server) => call(server, '/users', { method: 'DELETE' }),
  non_documente: (_, documentedOnly) => call(documentedOnly, '/users'),
  type_non_supporte: (server) =>
    postStatut(server, 1, { action: 1 }, { headers: { 'content-type': 'text/plain' } }),
  corps_trop_volumineux: (server) => postStatut(server, 1, `{"action": 1}${' '.repeat(16_384)}`),
  requete_invalide: (server) => postStatut(server, 1, { action: '1' }),
  partenaire_inconnu: (server) => call(server, '/users/999999'),
  trop_de_requetes: (server) => call(server, '/users/9429'),
  erreur_interne: (server) => call(server, '/users/9500'),
  service_indisponible: (server) => call(server, '/users/9503'),
};

t.test('each refusal of the page is met', async (t) => {
  const server = await start(t);
  const documentedOnly = await start(t, { documentedOnly: true });
  for (const code of REFUSAL_CODES) {
    const { status, json } = await REFUSED[code](server, documentedOnly);
    t.match({ status, code: json.code }, { status: REFUSALS[code].status, code });
    t.match(PAGE, `| ${status} | \`${code}\` |`);
  }
});

/** The trials of each section with messages. */
const SECTIONS: Readonly<Record<string, Trials>> = {
  'The control plane refuses': CONTROL_TRIALS,
  'The command line is invalid': COMMAND_TRIALS,
  'The server cannot listen': LISTEN_TRIALS,
  Fixtures: FIXTURE_TRIALS,
  'The database': DATABASE_TRIALS,
  HTTPS: HTTPS_TRIALS,
  exec: EXEC_TRIALS,
  'The report': REPORT_TRIALS,
  conformance: CONFORMANCE_TRIALS,
  startServer: PROGRAM_TRIALS,
  Installation: INSTALL_TRIALS,
};

/** The messages of a section, in its order. */
function messagesOf(section: string): string[] {
  const [, rest = ''] = PAGE.split(`\n## ${section}\n`);
  const [text = ''] = rest.split('\n## ');
  return [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, message]) => message as string);
}

/** A message of the page, in which … stands for any words. */
const patternOf = (message: string) =>
  new RegExp(message.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', '[^]+?'));

for (const [section, trials] of Object.entries(SECTIONS)) {
  t.test(`the messages under "${section}" are those of its trials`, async (t) => {
    t.strictSame(messagesOf(section), Object.keys(trials));
  });

  for (const [message, trial] of Object.entries(trials)) {
    t.test(message, { skip: trial.skip ?? false }, async (t) => {
      t.match(await trial(t), patternOf(message));
    });
  }
}

t.test('each message of a StartError is on the page', async (t) => {
  const files = fs.globSync('src/**/*.ts', { cwd: ROOT });
  const found = files.flatMap((file) => {
    const source = fs.readFileSync(path.join(ROOT, file), 'utf8');
    return [...source.matchAll(/new StartError\(\s*(?:`([^`]+)`|'([^']+)')/g)].map(
      ([, template, text]) => (template ?? text) as string,
    );
  });
  t.ok(found.length > 25, 'they are found');
  for (const template of found) {
    const [words = ''] = template.split(/\$\{.*?\}+/).filter((part) => part.length > 4);
    const [beginning = ''] = words.replace(/^[": ]+/, '').split(': ');
    t.ok(beginning !== '' && PAGE.includes(beginning.trim()), template);
  }
});
