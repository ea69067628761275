import t, { type Test } from 'tap';
import { patch } from '../../src/api/actions/patch.ts';
import type { Partenaire, RuleDefinition } from '../../src/index.ts';
import { call, head, postStatut, rawBytes, start } from '../helpers.ts';

type Patch = Omit<Extract<RuleDefinition['then'], { action: 'patch' }>, 'action'>;

async function serve(t: Test, patch: Patch, users?: string) {
  const server = await start(t, users ? { fixtures: t.testdir({ 'users.json': users }) } : {});
  server.freezeClock('2016-06-01T12:00:00Z');
  server.addRule({ then: { action: 'patch', ...patch } });
  return server;
}

t.test('members of one record are set and removed; the data stay', async (t) => {
  const server = await serve(t, { merge: { nom: null, extra: { a: [1] } }, remove: ['mail'] });
  const { mail: _, ...usual } = server.getRecord('users', 7);
  const { status, json, headers, text } = await call(server, '/users/7');
  t.equal(status, 200);
  t.strictSame(json, { ...usual, nom: null, extra: { a: [1] } });
  t.strictSame(Object.keys(json), [...Object.keys(usual), 'extra'], 'the order of members stays');
  t.equal(headers.get('content-length'), String(Buffer.byteLength(text)));
  t.strictSame(server.diff(), []);
  t.match(server.listJournal(), [
    { status: 200, state: 'answered', rule: 'rule-1', responseBody: { text } },
  ]);
});

t.test('each record of a list is changed, or those that `where` names', async (t) => {
  const server = await serve(t, { merge: { statut: 1 } });
  const all = server.exportState().users;
  const list = async (path: string) => (await call(server, path)).json;
  t.strictSame(
    await list('/users'),
    all.map((record) => ({ ...record, statut: 1 })),
  );
  server.replaceRules([
    {
      then: {
        action: 'patch',
        remove: ['nom', 'date_creation'],
        where: { uid: { not: 7 }, ville: { startsWith: 'S' } },
      },
    },
  ]);
  const patched = all.map(({ nom, date_creation, ...rest }) =>
    rest.uid !== 7 && rest.ville.startsWith('S') ? rest : { ...rest, nom, date_creation },
  );
  t.strictSame(await list('/users'), patched);
  const { partenaires, ...rest } = await list('/actualisation');
  t.strictSame(partenaires, patched);
  server.replaceRules([]);
  const usual = await list('/actualisation');
  t.strictSame({ ...rest, partenaires: usual.partenaires }, usual, 'others stay');
});

t.test('the records of an actualisation are changed, and not the document', async (t) => {
  const server = await serve(t, { merge: { periode: 1, genere_le: 2 }, remove: ['nom', 'titre'] });
  const { json, headers } = await call(server, '/actualisation/2014-S1');
  t.match(json, { genere_le: '2016-06-01T12:00:00Z', periode: { semestre: '2014-S1' } });
  t.equal(headers.get('content-type'), 'application/json; charset=utf-8');
  const records = [...json.partenaires, ...json.thematiques, ...json.campagnes];
  t.ok(records.length > 2);
  for (const record of records) {
    t.match(record, { periode: 1, genere_le: 2 });
    t.notOk('nom' in record || 'titre' in record);
  }
});

t.test('the answer to a change is changed, and the work is done', async (t) => {
  const server = await serve(t, { merge: { statut: 0 }, remove: ['date_modification'] });
  const { status, text } = await postStatut(server, 7, { action: 1 });
  t.strictSame([status, text], [200, '{"uid":7,"statut":0}']);
  t.equal(server.getRecord('users', 7).statut, 1);
});

t.test('refusals stay, and HEAD has the usual head', async (t) => {
  const server = await serve(t, { merge: { code: 'x' }, remove: ['detail'] });
  t.match((await call(server, '/users/9999')).json, { code: 'partenaire_inconnu', detail: /./ });
  t.match(
    (await rawBytes(server, head(server, 'HEAD', '/users/7'))).toString(),
    /^HTTP\/1\.1 200 [\s\S]*\r\n\r\n$/,
  );
});

const user = (uid: number, more: string) =>
  `{"uid":${uid},"statut":0,"civilite":null,"nom":"A","prenom":"B","pseudo":"c","mail":"d@e.example","date_naissance":null,"code_postal":"1","ville":"V","profil":"elu","profession":null,"thematiques":[],"date_creation":"2014-01-01T00:00:00Z","date_modification":"2014-01-01T00:00:00Z","date_inscription":null,"date_desinscription":null${more}}`;

t.test('what is not patched keeps its text: order, digits, strings of any content', async (t) => {
  const more = [
    ',"2":1,"1":2',
    ',"n":12345678901234567890.1234567890,"e":1e400,"z":-0.0',
    ',"s":"a\\"},{\\"b\\\\","é":"]}é😀","\\u0061b":[{"nom":"x"},[]],"o":{}',
  ];
  const texts = more.map((members, at) => user(at + 1, members));
  const server = await serve(t, { merge: { ab: 0, statut: 1 }, remove: ['ville'] }, `[${texts}]`);
  server.replaceRules([]);
  const patched = (text: string) =>
    text
      .replace('"statut":0', '"statut":1')
      .replace('"ville":"V",', '')
      .replace(/,"ab":.*?,"o"/, ',"ab":0,"o"')
      .replace(/,"\\u0061b":.*?,"o"/, ',"ab":0,"o"')
      .replace(/^((?!"ab").)*$/, (all) => `${all.slice(0, -1)},"ab":0}`);
  const usual = await call(server, '/users');
  const records = await Promise.all([1, 2, 3].map((uid) => call(server, `/users/${uid}`)));
  t.equal(usual.text, `[${records.map(({ text }) => text)}]`);
  server.addRule({
    then: { action: 'patch', merge: { ab: 0, statut: 1 }, remove: ['ville'] },
  });
  t.equal((await call(server, '/users')).text, `[${records.map(({ text }) => patched(text))}]`);
  for (const [at, { text }] of records.entries()) {
    t.equal((await call(server, `/users/${at + 1}`)).text, patched(text));
  }
  t.match((await call(server, '/users/2')).text, '"n":12345678901234567890.1234567890,"e":1e400');
});

t.test('a long list is patched chunk by chunk', async (t) => {
  const server = await start(t, { generate: 5_000 });
  server.addRule({ operation: 'listUsers', then: { action: 'patch', merge: { nom: 'X' } } });
  const { json, text } = await call(server, '/users');
  t.ok(text.length > 1_000_000);
  t.equal(json.length, server.exportState().users.length);
  t.ok(json.every(({ nom }: Partenaire) => nom === 'X'));
  t.match(await server.waitForRequest({ operation: 'listUsers' }), {
    state: 'answered',
    responseBody: { length: Buffer.byteLength(text) },
  });
});

t.test('an empty list, and a record without another member', async (t) => {
  const server = await serve(t, { merge: { a: 1 } }, '[]');
  t.equal((await call(server, '/users')).text, '[]');
  server.replaceRules([
    {
      then: { action: 'patch', remove: ['application', 'operations'] },
    },
  ]);
  t.equal((await call(server, '')).text, '{}');
  server.replaceRules([
    { then: { action: 'patch', remove: ['application', 'operations'], merge: { a: null } } },
  ]);
  t.equal((await call(server, '')).text, '{"a":null}');
});

t.test('numbers that are set keep their digits, too', async (t) => {
  const server = await start(t);
  const body =
    '{"then":{"action":"patch","merge":{"n":12345678901234567890.12345678901,"e":1e400}}}';
  const headers = { 'content-type': 'application/json' };
  await fetch(`${server.url}/_mock/rules`, { method: 'POST', headers, body });
  t.match(
    (await call(server, '/users/7')).text,
    ',"n":12345678901234567890.12345678901,"e":1e400}',
  );
});

t.test('texts of any length and content are patched', async (t) => {
  for (const contenu of ['x'.repeat(2e7), '\n'.repeat(1e7), '"]},\\'.repeat(1e6)]) {
    const patched = patch(
      { action: 'patch', merge: { id: 2 } },
      JSON.stringify({ id: 1, contenu }),
    );
    t.ok(patched === JSON.stringify({ id: 2, contenu }));
  }
});
