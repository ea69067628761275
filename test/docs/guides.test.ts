import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { REFUSAL_CODES } from '../../src/contract/refusals.ts';
import { type GuideFile, guideIn, preferredLanguage } from '../../src/docs/guide-files.ts';
import { frame } from '../../src/docs/guide-frame.ts';
import { toHtml } from '../../src/docs/markdown.ts';
import { call, raw, start, statusOf, type Target } from '../helpers.ts';

const DOCS = path.join(import.meta.dirname, '..', '..', 'docs');

/** The file names of the guides, without their end: `testing`, `testing.fr`. */
const FILES = fs
  .readdirSync(DOCS)
  .filter((name) => name.endsWith('.md'))
  .map((name) => name.slice(0, -'.md'.length));

/** The name by which the server has a guide. */
const nameOf = (file: string) => (file.endsWith('.fr') ? file : `${file}.en`);

const htmlOf = async (server: Target, name: string, language = ''): Promise<string> => {
  const headers = { connection: 'close', 'accept-language': language };
  return (await fetch(`${server.url}/guides/${name}`, { headers })).text();
};

const all = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([, found]) => found as string);

t.test('every guide is a page, which loads nothing but styles of the server', async (t) => {
  const server = await start(t);
  t.ok(FILES.length > 20, 'they are found');
  for (const file of FILES) {
    const page = await fetch(`${server.url}/guides/${nameOf(file)}`);
    t.equal(page.status, 200, file);
    t.equal(page.headers.get('content-type'), 'text/html; charset=utf-8');
    t.equal(page.headers.get('x-content-type-options'), 'nosniff');
    const policy = page.headers.get('content-security-policy');
    t.match(policy, "default-src 'none'; script-src 'self'; style-src 'self'");
    t.match(policy, "require-trusted-types-for 'script'");
    const language = file.endsWith('.fr') ? 'fr' : 'en';
    t.equal(page.headers.get('content-language'), language);
    t.equal(page.headers.get('vary'), null, 'its address has the language');
    const html = await page.text();
    t.match(html, `<html lang="${language}">`);
    t.notMatch(html, /<script|<style| style=| on\w+=|<!--/, 'no script or style is inline');
    t.equal(all(html, /<(h1) /g).length, 1, 'one title');
    const ids = all(html, / id="([^"]*)"/g);
    t.equal(new Set(ids).size, ids.length, 'each id is there once');
    t.notMatch(html, /href="(?!https:)[^"]*\.md[#"]/, 'no link leads to a source');
  }
});

t.test('all links of all guides lead somewhere, fragments included', async (t) => {
  const server = await start(t);
  const pages = new Map<string, string>();
  /** The page at a URL, with all pages of the server that it links. */
  const visit = async (url: string): Promise<void> => {
    if (pages.has(url)) return;
    const answer = await fetch(url, { headers: { connection: 'close' } });
    t.equal(answer.status, 200, url);
    const html = await answer.text();
    pages.set(url, html);
    if (!url.includes('/guides/')) return;
    for (const link of all(html, / (?:href|src)="([^"]*)"/g)) {
      const target = new URL(link, url);
      if (target.origin !== new URL(url).origin) continue;
      const { hash } = target;
      target.hash = '';
      await visit(target.href);
      if (hash === '') continue;
      const id = decodeURIComponent(hash.slice(1));
      t.ok(pages.get(target.href)?.includes(` id="${id}"`), `${url}: ${link}`);
    }
  };
  await visit(`${server.url}/guides/`);
  for (const file of FILES) {
    // Those that no guide links are for developers of the mock server.
    if (file !== 'architecture') t.ok(pages.has(`${server.url}/guides/${nameOf(file)}`), file);
    await visit(`${server.url}/guides/${nameOf(file)}`);
  }
  for (const part of [
    'page/guide.css',
    'openapi.yaml',
    'openapi-control.yaml',
    'guides/growth.svg',
  ])
    t.ok(pages.has(`${server.url}/${part}`), part);
});

t.test(
  'the first guide lists the others in reading order, and each leads to the next',
  async (t) => {
    const server = await start(t);
    for (const [language, next] of [
      ['en', 'Next:'],
      ['fr', 'Suite :'],
    ]) {
      let name = all(
        await htmlOf(server, `README.${language}`),
        /aria-labelledby="guides".*?<li><a href="([^"]*)"/gs,
      )[0];
      const read = new Set<string>();
      while (name !== undefined) {
        t.notOk(read.has(name), name);
        read.add(name);
        const html = await htmlOf(server, name);
        t.match(html, `<a href="${name}" aria-current="page"`);
        [name] = all(html, new RegExp(`${next} <a href="([^"]*)"`, 'g'));
      }
      t.ok(read.size > 12, 'it reaches all');
      t.ok(read.has(`troubleshooting.${language}`));
      t.ok(read.has('performance.en'), 'which has no French twin');
    }
  },
);

t.test(
  'the language is that of the address, or else the one that the client prefers',
  async (t) => {
    const server = await start(t);
    for (const [header, language] of [
      ['fr-FR,fr;q=0.9,en;q=0.8', 'fr'],
      ['en-GB,en;q=0.9,fr;q=0.8', 'en'],
      ['fr;q=0.5, en', 'en'],
      ['de, fr;q=0.3, en;q=0.2', 'fr'],
      ['FR', 'fr'],
      ['fr;q=0, de', 'en'],
      ['fr, en', 'fr'],
      ['*', 'en'],
      [';;=,', 'en'],
      ['', 'en'],
    ] as const) {
      t.equal(preferredLanguage(header), language, header);
      t.match(await htmlOf(server, 'testing', header), `<html lang="${language}">`, header);
    }
    t.equal(preferredLanguage(), 'en');
    const negotiated = await fetch(`${server.url}/guides/testing`);
    t.equal(negotiated.headers.get('vary'), 'Accept-Language');
    t.match(await htmlOf(server, '', 'fr'), /<html lang="fr">.*<h1 id="faire-simple-mock">/s);
    t.match(await htmlOf(server, 'testing.en', 'fr'), '<html lang="en">');
    t.match(await htmlOf(server, 'performance', 'fr'), '<html lang="en">', 'it has no French twin');
    t.match(await htmlOf(server, 'testing.en'), '<a class="language" href="testing.fr" lang="fr"');
    t.match(await htmlOf(server, 'testing.fr'), '<a class="language" href="testing.en" lang="en"');
    t.notMatch(await htmlOf(server, 'performance.en'), 'class="language"');
  },
);

t.test('relative links work: a slash at the end is for the first guide only', async (t) => {
  const server = await start(t);
  const guide = await fetch(`${server.url}/guides/testing.fr/?x`);
  t.equal(guide.url, `${server.url}/guides/testing.fr`);
  t.equal(guide.status, 200);
  await guide.text();
  for (const query of ['', '?x']) {
    const page = await fetch(`${server.url}/guides${query}`);
    t.equal(page.url, `${server.url}/guides/`);
    t.match(await page.text(), 'href="../page/guide.css"');
  }
});

t.test('a page of several sections lists them', async (t) => {
  const guide = guideIn('data', 'en') as GuideFile;
  const section = (id: string) => ({ depth: 2, html: id.toUpperCase(), id });
  const title = { depth: 1, html: 'T', id: 't' };
  const long = frame(guide, '', [title, section('one'), section('two')]);
  t.match(long, 'On this page');
  t.strictSame(all(long, /<li><a href="#(\w+)">/g), ['one', 'two']);
  t.notMatch(frame(guide, '', [title, section('one')]), 'On this page');
});

t.test('the cure of each refusal has an address', async (t) => {
  const server = await start(t);
  for (const language of ['en', 'fr']) {
    const html = await htmlOf(server, `troubleshooting.${language}`);
    for (const code of REFUSAL_CODES) t.match(html, `<td id="${code}"><code>${code}</code></td>`);
  }
});

t.test('a file that the server does not serve is a path in the repository', async (t) => {
  const server = await start(t, { control: false });
  const testing = await htmlOf(server, 'testing.en');
  t.match(testing, '<td>sandbox.js (<code>examples/node/sandbox.js</code>)</td>');
  t.match(testing, '<code>examples</code>');
  const clients = await htmlOf(server, 'clients.en');
  t.match(clients, '<code>openapi/control.yaml</code>', 'served with the control plane only');
  t.match(await htmlOf(await start(t), 'clients.en'), 'href="../openapi-control.yaml"');
});

t.test('HTML in a guide is dropped, and texts are no markup', async (t) => {
  const options = { file: 'docs/x.md', addressOf: () => undefined };
  const { html } = toHtml(
    '# A "b" <i onclick="x">c</i>\n\n<script>alert(1)</script>\n\n`<b>` [&<x>](y"z.md) [w](https://w.example/?a=1&b="2")',
    options,
  );
  t.equal(
    html,
    '<h1 id="a-b-i-onclickxci">A &quot;b&quot; c</h1>\n<p><code>&lt;b&gt;</code> &amp; (<code>docs/y&quot;z.md</code>) <a href="https://w.example/?a=1&amp;b=&quot;2&quot;">w</a></p>\n',
  );
});

t.test('a browser that has a page is told that it is still the same', async (t) => {
  const server = await start(t);
  const url = `${server.url}/guides/testing.fr`;
  const first = await fetch(url);
  const etag = first.headers.get('etag') as string;
  t.ok(etag);
  await first.text();
  const again = await fetch(url, { headers: { 'if-none-match': etag } });
  t.equal(again.status, 304);
  t.equal(await again.text(), '');
  const head = await fetch(url, { method: 'HEAD' });
  t.equal(head.status, 200);
  t.equal(await head.text(), '');
});

t.test('another name is 404, another method 405, another host 403', async (t) => {
  const server = await start(t);
  for (const name of [
    'nothing',
    'testing.de',
    'testing.md',
    'a/b',
    'constructor',
    '..%2fpackage.json',
    '%2e%2e%2fREADME.md',
    '%zz',
    'ci/compose.yaml',
  ]) {
    const answer = await raw(
      server,
      `GET /guides/${name} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    t.equal(statusOf(answer), 404, name);
    t.match(answer, /^content-type: application\/problem\+json; charset=utf-8\r$/im);
    t.match(answer, 'There is no such guide: /guides/ lists them.');
  }
  for (const name of ['', '/', '/testing', '/nothing']) {
    const answer = await fetch(`${server.url}/guides${name}`, {
      method: 'POST',
      body: '{not JSON',
    });
    t.equal(answer.status, 405, name);
    t.equal(answer.headers.get('allow'), 'GET, HEAD');
    await answer.text();
  }
  const elsewhere =
    'GET /guides/testing HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n';
  t.equal(statusOf(await raw(server, elsewhere)), 403);
});

t.test('without docs there are no guides, and the page names none', async (t) => {
  const server = await start(t, { docs: false });
  for (const name of ['', '/', '/testing', '/README.fr']) {
    const answer = await fetch(`${server.url}/guides${name}`);
    t.equal(answer.status, 404, name);
    t.notOk('guides' in ((await answer.json()) as object));
  }
  const facts = async ({ url }: Target) => (await fetch(`${url}/page/facts.json`)).json();
  t.match(await facts(server), { guides: [] });
  const { guides, places } = (await facts(await start(t))) as never;
  t.match(places, { guides: '/guides/' });
  t.match(guides, [{ en: { page: /\.en$/, title: /./ }, fr: { page: /\.fr$/, title: /./ } }]);
  t.equal((await call(server, '')).status, 200);
});
