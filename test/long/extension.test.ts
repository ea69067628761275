import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { ROOT, runForeign } from '../command-helpers.ts';

t.setTimeout(120_000);

// The steps of docs/architecture.md for a new operation and a new field, in a copy of the tree: `getThematique`, and
// the nullable member `telephone` of a partner.
const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'faire-simple-mock-extension-'));
t.teardown(() => fs.rmSync(copy, { recursive: true }));

const OPERATION = `  {
    operationId: 'getThematique',
    method: 'GET',
    path: '/thematiques/{tid}',
    provenance: 'named',
    source: 'sommaire : « Récupération des thématiques »',
    choice: {
      reason: { en: 'as for partners', fr: 'comme pour les partenaires' },
      alternatives: { en: '/thematique', fr: '/thematique' },
    },
    tag: 'Flux actualisation unitaire',
    summary: 'Récupérer une thématique',
    english: 'one thématique',
    description: 'Une thématique.',
    params: { tid: { ...uid, description: 'Identifiant de la thématique.' } },
    query: none,
    subject: { collection: 'thematiques', parameter: 'tid', unknown: 'thematique_inconnue' },
    answer: {
      schema: 'Thematique',
      list: false,
      description: 'La thématique.',
      provenance: 'inferred',
      choice: ARRAY,
    },
    refusals: ['thematique_inconnue', ...undocumented],
  },
] as const satisfies`;

const REFUSAL = `  thematique_inconnue: {
    status: 404,
    title: 'Thématique inconnue',
    when: 'Aucune thématique n’a ce tid.',
    english: 'no thématique has this tid',
    detail: 'Aucune thématique n’a ce tid.',
    choice: {
      reason: { en: 'as for a partner', fr: 'comme pour un partenaire' },
      alternatives: { en: '200, null', fr: '200, null' },
    },
  },
  trop_de_requetes: {`;

const CURE = `  thematique_inconnue: { en: 'take one of the list', fr: 'Prenez-en une de la liste.' },
  trop_de_requetes: {`;

const FIELD = `profession: field('Profession.', nullable(text), ACCOUNT),
  telephone: field('Numéro de téléphone.', nullable(text), ACCOUNT),`;

/** Replaces the one place of a file of the copy. */
function change(file: string, before: string, after: string): void {
  const place = path.join(copy, file);
  const parts = fs.readFileSync(place, 'utf8').split(before);
  if (parts.length !== 2) throw new Error(`${file} holds ${before} ${parts.length - 1} times`);
  fs.writeFileSync(place, parts.join(after));
}

async function succeed(file: string, ...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await runForeign(t, file, args, { cwd: copy });
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

const SCRIPT = `
import { startServer } from './src/index.ts';
const server = await startServer({ generate: 300 });
const { login, password, key } = server.application;
const authorization = 'Basic ' + Buffer.from(login + ':' + password).toString('base64');
const ask = async (path, method = 'GET') => {
  const response = await fetch(server.apiUrl + path + '?key=' + key, { method, headers: { authorization } });
  const { code = null, tid = null } = JSON.parse((await response.text()) || '{}');
  return [response.status, code, tid];
};
const answers = {
  found: await ask('/thematiques/1'),
  unknown: await ask('/thematiques/9999'),
  malformed: await ask('/thematiques/x'),
  method: await ask('/thematiques/9999', 'DELETE'),
};
server.addRule({ match: { tid: 2 }, then: { action: 'answer', status: 404 } });
answers.ruled = await ask('/thematiques/2');
server.verify({ operation: 'getThematique', tid: 2, status: 404, times: 1 });
const users = server.exportState().users;
console.log(JSON.stringify({
  answers,
  journal: server.listJournal({ tid: 9999 }).map(({ operation, uid, tid }) => [operation, uid, tid]),
  without: users.filter(({ telephone }) => telephone !== null).length,
}));
await server.close();
`;

t.test('an operation and a field are added in the contract, and all else is derived', async (t) => {
  for (const entry of [
    'bin',
    'docs',
    'fixtures',
    'openapi',
    'page',
    'scripts',
    'src',
    'package.json',
  ]) {
    fs.cpSync(path.join(ROOT, entry), path.join(copy, entry), { recursive: true });
  }
  for (const file of ['tsconfig.json', 'tsconfig.build.json']) {
    fs.copyFileSync(path.join(ROOT, file), path.join(copy, file));
  }
  fs.symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
  change('src/contract/operations.ts', '] as const satisfies', OPERATION);
  change('src/contract/refusals.ts', '  trop_de_requetes: {', REFUSAL);
  change('scripts/cures.ts', '  trop_de_requetes: {', CURE);
  change(
    'src/contract/resources.ts',
    "profession: field('Profession.', nullable(text), ACCOUNT),",
    FIELD,
  );
  const node = process.execPath;
  for (const script of ['types', 'openapi', 'readme']) {
    await succeed(node, `scripts/write-${script}.ts`);
  }
  const tsc = path.join(ROOT, 'node_modules', '.bin', 'tsc');
  await succeed(tsc, '-p', 'tsconfig.build.json', '--noEmit');

  fs.writeFileSync(path.join(copy, 'try.mjs'), SCRIPT);
  const found = JSON.parse(await succeed(node, 'try.mjs'));
  t.strictSame(found, {
    answers: {
      found: [200, null, 1],
      unknown: [404, 'thematique_inconnue', null],
      malformed: [400, 'requete_invalide', null],
      method: [405, 'methode_non_autorisee', null],
      ruled: [404, 'thematique_inconnue', null],
    },
    journal: [['getThematique', null, 9999]],
    without: 0,
  });

  const read = (file: string) => fs.readFileSync(path.join(copy, file), 'utf8');
  const document = parse(read('openapi/faire-simple.yaml'));
  const described = document.paths['/thematiques/{tid}'].get;
  t.match(described, {
    'x-provenance': 'named',
    parameters: [{ name: 'tid', example: 1 }],
    responses: { '200': { content: { 'application/json': { example: { tid: 1 } } } } },
  });
  t.match(Object.keys(described.responses['404'].content['application/problem+json'].examples), [
    'thematique_inconnue',
  ]);
  t.ok(document.components.schemas.Partenaire.properties.telephone);
  for (const end of ['.md', '.fr.md']) {
    t.match(read(`docs/operations${end}`), '`GET /api/thematiques/{tid}`');
    t.match(read(`docs/troubleshooting${end}`), '`thematique_inconnue`');
  }
});
