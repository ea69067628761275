import t from 'tap';
import { parse } from 'yaml';
import { DEFAULT_HOST, openapiYaml } from '../../scripts/generated.ts';
import { call, postStatut, raw, start, statusOf, type Target } from '../helpers.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests read any answer
async function documentOf(server: Target): Promise<any> {
  return (await fetch(`${server.url}/openapi.json`)).json();
}

/** Where the documents are. */
const DOCUMENTS = [
  '/openapi.json',
  '/openapi.yaml',
  '/openapi-control.json',
  '/openapi-control.yaml',
];

/** The example of the answer of an operation. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any answer
function exampleOf(document: any, path: string): any {
  return document.paths[path].get.responses['200'].content['application/json'].example;
}

t.test('the document is served as JSON and as YAML, without identification', async (t) => {
  const server = await start(t);
  const expected = (await openapiYaml()).replace(`http://${DEFAULT_HOST}`, server.url);
  const json = await fetch(`${server.url}/openapi.json`);
  t.equal(json.status, 200);
  t.equal(json.headers.get('content-type'), 'application/json; charset=utf-8');
  t.same(await json.json(), parse(expected));
  const yaml = await fetch(`${server.url}/openapi.yaml`);
  t.equal(yaml.status, 200);
  t.equal(yaml.headers.get('content-type'), 'application/yaml; charset=utf-8');
  t.equal(await yaml.text(), expected);
});

/** The URL of the first server in a document, requested with these header fields. */
async function serverIn(server: Target, path: string, ...fields: string[]): Promise<string> {
  const lines = [`GET ${path} HTTP/1.${fields.length > 0 ? 1 : 0}`, ...fields, 'Connection: close'];
  const answer = await raw(server, `${lines.join('\r\n')}\r\n\r\n`);
  return /\bservers"?:[\s[{-]*"?url"?: ?"?(.*?)["\n]/.exec(answer)?.[1] ?? '';
}

t.test('the server in a document is the one that the request was sent to', async (t) => {
  const server = await start(t);
  for (const [path, base] of [
    ['/openapi.json', '/api'],
    ['/openapi.yaml', '/api'],
    ['/openapi-control.json', '/_mock'],
    ['/openapi-control.yaml', '/_mock'],
  ] as const) {
    for (const host of ['localhost:8080', 'mock', '[::1]:3000', 'www.faire-simple.gouv.fr']) {
      t.equal(await serverIn(server, path, `Host: ${host}`), `http://${host}${base}`, path);
    }
    t.equal(await serverIn(server, path), `${server.url}${base}`, 'without a Host');
    const forwarded = ['Host: mock', 'X-Forwarded-Host: other', 'X-Forwarded-Proto: https'];
    t.equal(await serverIn(server, path, ...forwarded), `http://mock${base}`, 'of no proxy');
    t.equal(await serverIn(server, path, 'Host: evil.example'), '', 'not of an unknown name');
  }
});

t.test('it has the scheme that the request was sent by', async (t) => {
  const server = await start(t, { https: true, httpPort: 0 });
  t.equal(await serverIn(server, '/openapi.json', 'Host: mock'), 'https://mock/api');
  const plain = { ...server, url: `${server.httpUrl}`, ca: undefined };
  t.equal(await serverIn(plain, '/openapi-control.json', 'Host: mock'), 'http://mock/_mock');
});

t.test('the page has documents without a scheme: a proxy may speak another one', async (t) => {
  const server = await start(t);
  const script = await (await fetch(`${server.url}/docs/static/swagger-initializer.js`)).text();
  const places = [...script.matchAll(/"url":"\.\.(.*?)"/g)].map(([, place]) => place as string);
  t.equal(places.length, 2);
  const servers = places.map((place) => serverIn(server, place, 'Host: mock'));
  t.strictSame(await Promise.all(servers), ['/api', '/_mock']);
});

t.test('/docs serves a page, and all files that the page loads', async (t) => {
  const server = await start(t);
  t.equal(server.docsUrl, `${server.url}/docs`);
  for (const place of ['/docs', '/docs/']) {
    const page = await fetch(`${server.url}${place}`);
    t.equal(page.status, 200, place);
    t.match(page.headers.get('content-type'), 'text/html');
    t.match(page.headers.get('content-security-policy'), "default-src 'self'");
    const html = await page.text();
    t.equal(page.url, `${server.url}/docs/`);
    const assets = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url as string);
    t.ok(assets.length > 2);
    for (const asset of assets) {
      const { status } = await fetch(new URL(asset, page.url));
      t.equal(status, 200, asset);
    }
  }
});

t.test('every page and document has HEAD', async (t) => {
  const server = await start(t);
  for (const path of ['/docs', '/docs/static/swagger-ui.css', ...DOCUMENTS]) {
    const [get, head] = await Promise.all(
      ['GET', 'HEAD'].map((method) => fetch(`${server.url}${path}`, { method })),
    );
    t.equal(head?.status, 200, path);
    t.equal(head?.headers.get('content-type'), get?.headers.get('content-type'));
    t.equal(await head?.text(), '');
    await get?.text();
  }
});

t.test('another method than GET and HEAD is 405 there, before its body is read', async (t) => {
  const server = await start(t);
  for (const method of ['POST', 'PUT', 'OPTIONS', 'PROPFIND']) {
    for (const path of ['/docs', '/docs/static/x', ...DOCUMENTS]) {
      const answer = await fetch(`${server.url}${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        body: '{not JSON',
      });
      t.equal(answer.status, 405, `${method} ${path}`);
      t.equal(answer.headers.get('allow'), 'GET, HEAD');
      t.match(await answer.json(), {
        type: 'about:blank',
        title: 'Method Not Allowed',
        status: 405,
      });
    }
  }
});

t.test('an unknown page is a problem document, however its path is written', async (t) => {
  const server = await start(t);
  for (const [path, status] of [
    ['/docs/nothing', 404],
    ['/docs/%2e%2e', 404],
    ['/docs/static/..', 403],
    ['/docs/static/%2e%2e%2f%2e%2e%2fpackage.json', 404],
    ['/docs/static/%00', 403],
    ['/docs/%zz', 404],
  ] as const) {
    const answer = await raw(
      server,
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    t.equal(statusOf(answer), status, path);
    t.match(answer, /^content-type: application\/problem\+json; charset=utf-8\r$/im);
    t.match(JSON.parse(answer.split('\r\n\r\n')[1] as string), {
      type: 'about:blank',
      title: status === 404 ? 'Not Found' : 'Forbidden',
      status,
      detail: /\/docs/,
    });
  }
});

t.test('without docs there is neither page nor document', async (t) => {
  const server = await start(t, { docs: false });
  t.equal(server.docsUrl, undefined);
  for (const path of [
    '/docs',
    '/docs/',
    '/docs/static/index.html',
    '/openapi.json',
    '/openapi.yaml',
  ]) {
    const response = await fetch(`${server.url}${path}`);
    t.equal(response.status, 404, path);
    t.notOk('docs' in ((await response.json()) as object));
  }
  t.equal((await call(server, '')).status, 200);
});

t.test('the examples come from the fixtures that are served, and from the start', async (t) => {
  const { json } = await call(await start(t), '/users/7');
  const user = { ...json, uid: 4321, nom: 'Kerguelen', thematiques: [] };
  const fixtures = t.testdir({
    'users.json': JSON.stringify([user]),
    'applications.json': JSON.stringify([
      { nom: 'La mienne', login: 'moi', mot_de_passe: '</script>"\\', cle: "l'une" },
    ]),
  });
  const server = await start(t, { fixtures });
  const document = await documentOf(server);
  t.same(exampleOf(document, '/users/{uid}'), user);
  t.same(exampleOf(document, '/users'), [user]);
  t.same(exampleOf(document, '/actualisation').partenaires, [user]);
  t.equal(exampleOf(document, '/').application.nom, 'La mienne');
  const { parameters } = document.paths['/users/{uid}'].get;
  t.equal(parameters[0].example, 4321);
  t.notMatch(JSON.stringify(document), "l'une", 'the document tells no key');
});

t.test('without records the examples are empty lists, and none of one record', async (t) => {
  const server = await start(t, { fixtures: t.testdir({ 'users.json': '[]' }) });
  const document = await documentOf(server);
  t.same(exampleOf(document, '/users'), []);
  t.equal(exampleOf(document, '/users/{uid}'), undefined);
  t.match(exampleOf(document, '/actualisation'), { partenaires: [], propositions: [] });
  const { parameters } = document.paths['/users/{uid}'].get;
  t.equal(parameters[0].example, 1);
  t.equal((await postStatut(server, 1, { action: 1 })).status, 404);
});

t.test('the paths of the document are those that are served', async (t) => {
  const paths = { listUsers: '/partenaires', getActualisationSemestre: '/flux/{semestre}' };
  const server = await start(t, { paths });
  const document = await documentOf(server);
  for (const [operationId, path] of Object.entries(paths)) {
    t.match(document.paths[path].get, { operationId, 'x-provenance': 'named' });
    t.equal((await call(server, path.replace('{semestre}', '2016-S1'))).status, 200);
  }
  t.notOk('/users' in document.paths);
  t.notOk('/actualisation/{semestre}' in document.paths);
  t.ok('/users/{uid}' in document.paths);
});
