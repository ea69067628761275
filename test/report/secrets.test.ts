import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { basic, start } from '../helpers.ts';
import { attempt, register } from './clients.ts';

t.setTimeout(60_000);

/** In texts that clients send; the first two are secrets of an application. */
const CANARIES = ['serin-de-mot-de-passe', 'serindecle', 'Canari', 'canari@courriel.example'];

t.test('no secret and no personal data come into a report', async (t) => {
  const folder = t.testdir();
  const server = await start(t, { report: folder });
  const [password = '', key = ''] = CANARIES;
  const application = { nom: 'x', login: 'x', mot_de_passe: password, cle: key };
  const sandbox = server.createSandbox({ applications: [application] });
  const own = { user: `x:${password}`, key };
  for (const canary of CANARIES) {
    const text = encodeURIComponent(canary);
    const headers = { 'x-name': text, authorization: basic(`x:${password}`) };
    await attempt(sandbox, `/users/${text}`, own);
    await attempt(sandbox, `/${text}/${text}`, own);
    await attempt(sandbox, `/users?${text}=${text}&${text}=1&x=${text}`, own);
    await attempt(sandbox, `/users/1`, { ...own, headers: { 'x-name': text } });
    await attempt(sandbox, '/users/1', { user: `${text}:${text}`, key: text });
    await attempt(sandbox, '/users/1', { user: null, key, headers });
    await attempt(sandbox, `/users/1?key=${text}`, own);
    await register(sandbox, 1, { action: canary });
    await register(sandbox, 1, { [canary]: 1 });
    await register(sandbox, 1, canary);
    await attempt(sandbox, `/actualisation/${text}`, own);
  }
  const report = JSON.stringify(server.report());
  await server.close();
  const texts = fs
    .readdirSync(folder)
    .map((name) => fs.readFileSync(path.join(folder, name), 'utf8'));
  t.equal(texts.length, 4);
  t.match(report, 'unknown-parameter');
  t.match(report, '/api/users/{uid}');
  for (const canary of CANARIES.filter((each) => each !== 'Canari')) {
    for (const spelling of [
      canary,
      encodeURIComponent(canary),
      Buffer.from(canary).toString('base64'),
    ]) {
      t.notOk(
        [report, ...texts].some((text) => text.includes(spelling)),
        spelling,
      );
    }
  }
});

t.test('a uid that is a secret is not shown', async (t) => {
  const server = await start(t, { report: true });
  const application = { nom: 'x', login: 'x', mot_de_passe: '20162016', cle: 'k' };
  const sandbox = server.createSandbox({ applications: [application] });
  await attempt(sandbox, '/users/20162016');
  t.match(server.report().findings, [{ examples: [{ path: '/api/users/…' }] }]);
});

t.test('of an unknown path, one word is shown; of a parameter, a name', async (t) => {
  const server = await start(t, { report: true });
  await attempt(server, '/partenaires/Dupont');
  await attempt(server, '/dupont@courriel.example');
  await attempt(server, '/users/1?page=2&Jean+Dupont=1');
  const { findings } = server.report();
  const paths = findings.flatMap(({ examples }) => examples.map((each) => each.path));
  t.strictSame(paths, ['/api/partenaires/…', '/api/…', '/api/users/1', '/api/users/1']);
  const names = findings.filter(({ kind }) => kind === 'unknown-parameter');
  t.strictSame(
    names.map(({ detail }) => detail),
    ['page', '…'],
  );
});
