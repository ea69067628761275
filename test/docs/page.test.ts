import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { OPERATIONS } from '../../src/contract/operations.ts';
import { NIVEAUX, NIVEAUX_EXPLIQUES } from '../../src/contract/provenance.ts';
import { raw, start, statusOf } from '../helpers.ts';
import { BROWSER, filesOfPage, modules, PAGE } from './page-helpers.ts';

t.test('a browser receives a page that may load and run its own files only', async (t) => {
  const server = await start(t);
  const page = await fetch(server.url, { headers: BROWSER });
  t.equal(page.status, 200);
  t.match(page.headers.get('content-type'), 'text/html; charset=utf-8');
  t.equal(page.headers.get('x-content-type-options'), 'nosniff');
  const policy = page.headers.get('content-security-policy');
  t.match(policy, "default-src 'none'; script-src 'self'; style-src 'self'");
  t.match(policy, "require-trusted-types-for 'script'");
  t.notMatch(policy, 'unsafe');
  const html = await page.text();
  t.notMatch(html, /<script(?![^>]* src=)|<style| style=| on\w+=/, 'no script or style is inline');
});

t.test('every file of the page is loaded by it, and served with its type', async (t) => {
  const server = await start(t, { docs: false, control: false });
  const files = await filesOfPage(`${server.url}/`);
  const names = files.map((file) => path.basename(file));
  t.strictSame(
    names.sort(),
    fs
      .readdirSync(PAGE)
      .filter((name) => !['index.html', 'guide.css', 'swagger-ui'].includes(name))
      .sort(),
  );
  const types: Record<string, string> = {
    '.js': 'text/javascript',
    '.css': 'text/css',
    '.svg': 'image/svg+xml',
  };
  for (const file of files) {
    const answer = await fetch(file);
    t.match(answer.headers.get('content-type'), types[path.extname(file)], file);
    t.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    await answer.text();
  }
});

t.test('a browser that has a file is told that it is still the same', async (t) => {
  const server = await start(t);
  const url = `${server.url}/page/main.js`;
  const first = await fetch(url);
  t.equal(first.headers.get('cache-control'), 'no-cache');
  const etag = first.headers.get('etag') as string;
  t.match(etag, /^"[\w-]{43}"$/);
  await first.text();
  const again = await fetch(url, { headers: { 'if-none-match': etag } });
  t.equal(again.status, 304);
  t.equal(await again.text(), '');
  t.equal((await fetch(url, { headers: { 'if-none-match': '"other"' } })).status, 200);
  const head = await fetch(server.url, { method: 'HEAD', headers: BROWSER });
  t.equal(head.status, 200);
  t.equal(
    Number(head.headers.get('content-length')),
    fs.statSync(path.join(PAGE, 'index.html')).size,
  );
});

t.test('a name that is none of its files is unknown, and other methods are refused', async (t) => {
  const server = await start(t);
  for (const name of [
    'nothing.js',
    'constructor',
    '..%2fpackage.json',
    '%2e%2e%2f%2e%2e%2fREADME.md',
    'x/y',
  ]) {
    const answer = await raw(
      server,
      `GET /page/${name} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    t.equal(statusOf(answer), 404, name);
    t.match(answer, '"api":"/api"');
  }
  for (const name of ['main.js', 'facts.json']) {
    const answer = await fetch(`${server.url}/page/${name}`, { method: 'POST', body: '{not JSON' });
    t.equal(answer.status, 405, name);
    t.equal(answer.headers.get('allow'), 'GET, HEAD');
    await answer.text();
  }
  const elsewhere = `GET /page/facts.json HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`;
  t.equal(statusOf(await raw(server, elsewhere)), 403, 'no page of another name reads it');
});

// biome-ignore lint/suspicious/noExplicitAny: tests read any answer
async function factsOf({ url }: { url: string }): Promise<any> {
  const answer = await fetch(`${url}/page/facts.json`);
  t.equal(answer.headers.get('cache-control'), 'no-store');
  return answer.json();
}

t.test('the page knows the operations with the level of each part', async (t) => {
  const server = await start(t, { paths: { listUsers: '/partenaires' }, docs: false });
  const { operations, collections, places } = await factsOf(server);
  t.strictSame(places, { api: '/api', control: '/_mock' });
  t.match(collections[0], { name: 'users', key: 'uid' });
  t.strictSame(
    operations.map(({ operationId, level }: never) => [operationId, level]),
    OPERATIONS.map(({ operationId, provenance }) => [operationId, provenance]),
  );
  t.equal(operations[3].path, '/partenaires');
  const { takes, answer } = operations[1];
  t.match(takes, [
    { name: 'uid', level: 'documented' },
    { name: 'action', level: 'documented' },
  ]);
  t.equal(answer.level, 'inferred');
  t.match(operations[2].answer, {
    level: 'documented',
    fields: [{ name: 'uid', level: 'inferred' }],
  });
  for (const { takes, answer } of operations) {
    for (const part of [...takes, ...answer.fields]) {
      t.ok(part.name && part.description && part.level in NIVEAUX, part.name);
    }
  }
});

t.test('it shows the credentials of the packaged demo application, and of no other', async (t) => {
  const { demo } = await factsOf(await start(t));
  t.strictSame(demo, { login: 'demo', password: 'demo', key: '6bb16ea35b02a9cbeec697d2e81bfd7d' });
  for (const changed of [
    { login: 'demonstration' },
    { mot_de_passe: 'secret' },
    { cle: 'secret' },
  ]) {
    const own = {
      nom: 'La mienne',
      login: 'demo',
      mot_de_passe: 'demo',
      cle: demo.key,
      ...changed,
    };
    const fixtures = t.testdir({ 'applications.json': JSON.stringify([own]) });
    const facts = await factsOf(await start(t, { fixtures }));
    t.equal(facts.demo, null);
    t.notMatch(JSON.stringify(facts), 'secret');
  }
});

t.test('each word is there in both languages, is used, and has the same values', async (t) => {
  const { WORDS } = (await import(path.join(PAGE, 'words.js'))) as {
    WORDS: Record<string, string[]>;
  };
  const { 'words.js': table, ...others } = modules();
  t.ok(table);
  const code = Object.values(others).join('\n');
  const used = new Set([...code.matchAll(/'(\w+)'/g)].map(([, word]) => word as string));
  const views = ['start', 'requests', 'data', 'faults', 'worlds'].map((name) => `${name}Title`);
  const levels = Object.keys(NIVEAUX).flatMap((level) => [level, `${level}Means`]);
  const derived = [...views, ...levels, /^(change|clock)_/, /One$/, /^fault[A-Z\d]/];
  for (const [key, words] of Object.entries(WORDS)) {
    t.equal(words.length, 2, key);
    const [english = '', french = ''] = words;
    t.ok(english && french, key);
    const values = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
    t.strictSame(values(english), values(french), key);
    t.notMatch(french, / [;:?!»]|« /, `${key}: no-break spaces`);
    const isDerived = derived.some((each) =>
      each instanceof RegExp ? each.test(key) : each === key,
    );
    t.ok(isDerived || used.has(key), `${key} is used`);
    if (key.endsWith('One')) t.ok(WORDS[key.slice(0, -3)], key);
  }
  const asked = [...code.matchAll(/\bt\(\s*'(\w+)'/g)].map(([, key]) => key as string);
  const counted = [...code.matchAll(/\bcount\(\s*'(\w+)'/g)].flatMap(([, key]) => [
    `${key}`,
    `${key}One`,
  ]);
  t.strictSame(
    [...asked, ...counted].filter((key) => WORDS[key] === undefined),
    [],
    'each word that is asked for is there',
  );
  for (const [level, french] of Object.entries(NIVEAUX)) t.equal(WORDS[level]?.[1], french);
  t.strictSame(Object.keys(NIVEAUX_EXPLIQUES), Object.keys(NIVEAUX));
});

t.test('no module turns a text into markup, or reaches another server', async (t) => {
  for (const [name, code] of Object.entries(modules())) {
    t.notMatch(
      code,
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|https?:\/\//,
      name,
    );
    t.notMatch(code, /localStorage|sessionStorage|document\.cookie/, `${name} keeps nothing`);
    t.ok(code.split('\n').length <= 270, `${name} is short`);
  }
});
