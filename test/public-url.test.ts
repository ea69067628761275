import http from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { ask } from './control/helpers.ts';
import { filesOfPage } from './docs/page-helpers.ts';
import { call, start } from './helpers.ts';

const PUBLIC = 'https://mock.example:8443/faire-simple';

t.test('without a public URL, links begin at the root', async (t) => {
  const server = await start(t);
  const { operations } = (await call(server, '')).json;
  t.equal(operations[1].href, '/api/users/{uid}/statut');
  const home = (await (await fetch(server.url)).json()) as object;
  t.match(home, { api: '/api', control: '/_mock', docs: '/docs' });
});

t.test('the public URL is the base of all published URLs', async (t) => {
  const server = await start(t, { publicUrl: `${PUBLIC}/` });
  t.match(server.url, /^http:\/\/127\.0\.0\.1:\d+$/, 'the address it listens on');
  t.equal(server.apiUrl, `${PUBLIC}/api`);
  t.equal(server.docsUrl, `${PUBLIC}/docs`);
  t.equal(server.controlUrl, `${PUBLIC}/_mock`);
  const expected = {
    FAIRE_SIMPLE_URL: `${PUBLIC}/api`,
    FAIRE_SIMPLE_CONTROL_URL: `${PUBLIC}/_mock`,
  };
  t.match(server.environment, expected);
  const sandbox = server.createSandbox();
  t.match(sandbox.environment, expected);
  t.equal(sandbox.apiUrl, server.apiUrl);
  t.match((await ask(server, 'POST', '/sandboxes')).json.environment, expected);

  const local = { ...server, apiUrl: `${server.url}/api` };
  const { operations } = (await call(local, '')).json;
  t.equal(operations[1].href, '/faire-simple/api/users/{uid}/statut');
  const { operations: control } = (await ask(server, 'GET', '')).json;
  t.match(control[0].href, /^\/faire-simple\/_mock\//);
  const servers = async (document: string) =>
    ((await (await fetch(`${server.url}${document}`)).json()) as { servers: { url: string }[] })
      .servers[0]?.url;
  t.equal(await servers('/openapi.json'), `${PUBLIC}/api`);
  t.equal(await servers('/openapi-control.json'), `${PUBLIC}/_mock`);
  const places = {
    api: '/faire-simple/api',
    control: '/faire-simple/_mock',
    docs: '/faire-simple/docs',
    openapi: { json: '/faire-simple/openapi.json', yaml: '/faire-simple/openapi.yaml' },
  };
  t.match(await (await fetch(server.url)).json(), places);
  t.match(await (await fetch(`${server.url}/nowhere`)).json(), {
    ...places,
    detail: 'No such path: the API is under /faire-simple/api.',
  });
});

t.test(
  'the page finds its parts below the path of a proxy, with and without a public URL',
  async (t) => {
    for (const publicUrl of [undefined, PUBLIC]) {
      const server = await start(t, publicUrl === undefined ? {} : { publicUrl });
      const { hostname, port } = new URL(server.url);
      const proxy = http.createServer(({ url = '', method, headers }, response) => {
        const path = url.replace(/^\/faire-simple/, '');
        if (path === url) return response.writeHead(404).end();
        const onward = http.request(
          { hostname, port, path, method, headers, agent: false },
          (answer) => {
            response.writeHead(answer.statusCode as number, answer.headers);
            answer.pipe(response);
          },
        );
        onward.end();
      });
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
      t.teardown(() => {
        proxy.closeAllConnections();
        proxy.close();
      });
      const base = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/faire-simple`;
      for (const place of publicUrl === undefined ? ['/docs', '/docs/'] : ['/docs']) {
        const headers = { accept: 'text/html' };
        const page = await fetch(`${base}${place}`, {
          headers: { connection: 'close', ...headers },
        });
        t.equal(page.url, `${base}/docs/`, place);
        const html = await page.text();
        if (place !== '/docs') continue;
        for (const each of await filesOfPage(`${base}/`)) t.match(each, `${base}/page/`);
        const assets = Array.from(html.matchAll(/(?:src|href)="([^"]+)"/g), ([, url]) => `${url}`);
        const script = await fetch(new URL('static/swagger-initializer.js', page.url));
        const documents = [...(await script.text()).matchAll(/"url":"([^"]+)"/g)];
        t.equal(documents.length, 2);
        for (const asset of [...assets, ...documents.map(([, url]) => `${url}`)]) {
          const answer = await fetch(new URL(asset, page.url));
          t.equal(answer.status, 200, asset);
          await answer.arrayBuffer();
        }
      }
    }
  },
);
