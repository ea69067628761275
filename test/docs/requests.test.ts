import fs from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { DEFAULT_HOST, ROOT } from '../../scripts/generated.ts';
import { renderHttp, renderPostman } from '../../scripts/requests.ts';
import { OPERATIONS } from '../../src/contract/operations.ts';
import type { MockServer } from '../../src/index.ts';
import { basic, start } from '../helpers.ts';

const read = (file: string) => fs.readFileSync(path.join(ROOT, 'openapi', file), 'utf8');
const postman = read('faire-simple.postman_collection.json');
const http = read('faire-simple.http');

/** A request as a file has it, its variables replaced. */
interface Sent {
  name: string;
  method: string;
  url: string;
  login: string;
  headers: Record<string, string>;
  body: string | undefined;
}

/** Replaces the variables of a text. */
function resolve(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name) => variables[name] as string);
}

/** Sends the requests to a server in place of the default one, each of which must succeed. */
async function replay(t: Test, requests: readonly Sent[]): Promise<MockServer> {
  const server = await start(t);
  for (const { name, method, url, login, headers, body } of requests) {
    t.ok(url.startsWith(`http://${DEFAULT_HOST}/api`), `${name}: ${url}`);
    const response = await fetch(url.replace(`http://${DEFAULT_HOST}`, server.url), {
      method,
      headers: { authorization: basic(login), ...headers },
      ...(body !== undefined && { body }),
    });
    t.equal(response.status, 200, name);
    await response.text();
  }
  const operations = server.listJournal().map(({ operation }) => operation);
  t.strictSame(
    [...new Set(operations)].sort(),
    OPERATIONS.map(({ operationId }) => operationId).sort(),
    'they are requests to every operation',
  );
  return server;
}

/** The changes that the requests of a file made, in the order of their arrival. */
const changes = (server: MockServer) =>
  server.listJournal({ operation: 'setUserStatut' }).map(({ requestBody }) => requestBody?.text);

t.test('both files are those of the contract', async (t) => {
  t.equal(postman, renderPostman(), 'stale: run npm run openapi');
  t.equal(http, renderHttp(), 'stale: run npm run openapi');
});

interface Item {
  name: string;
  item?: Item[];
  request: {
    method: string;
    header: { key: string; value: string }[];
    body?: { mode: string; raw: string };
    url: {
      raw: string;
      host: string[];
      path: string[];
      query: { key: string; value: string }[];
      variable: { key: string; value: string }[];
    };
  };
}

t.test('the requests of the Postman collection work', async (t) => {
  const collection = JSON.parse(postman);
  t.match(collection.info.schema, '/collection/v2.1.0/');
  const variables = Object.fromEntries(
    collection.variable.map(({ key, value }: { key: string; value: string }) => [key, value]),
  );
  const { type, basic: credentials } = collection.auth;
  t.equal(type, 'basic');
  const [login, password] = ['username', 'password'].map((name) =>
    resolve(credentials.find(({ key }: { key: string }) => key === name).value, variables),
  );
  const items = (collection.item as Item[]).flatMap(({ item }) => item ?? []);
  const requests = items.map(({ name, request }): Sent => {
    const { raw, host, path: steps, query, variable } = request.url;
    const parts = query.map(({ key, value }) => `${key}=${value}`).join('&');
    t.equal(raw, `${[...host, ...steps].join('/')}?${parts}`, 'the parts of the URL');
    const url = variable.reduce((text, { key, value }) => text.replace(`:${key}`, value), raw);
    return {
      name,
      method: request.method,
      url: resolve(url, variables),
      login: `${login}:${password}`,
      headers: Object.fromEntries(request.header.map(({ key, value }) => [key, value])),
      body: request.body?.raw,
    };
  });
  const server = await replay(t, requests);
  t.strictSame(changes(server), ['{"action":1}', '{"action":0}']);
});

t.test('the requests of the .http file work', async (t) => {
  const [head = '', ...parts] = http.split(/^### /m);
  const variables = Object.fromEntries(
    Array.from(head.matchAll(/^@(\w+) = (.*)$/gm), ([, name, value]) => [name, value]),
  );
  const requests = parts.map((part): Sent => {
    const [name = '', ...lines] = resolve(part, variables).trim().split('\n');
    const [fields = '', body] = lines
      .filter((line) => !line.startsWith('#'))
      .join('\n')
      .split('\n\n');
    const [first = '', ...rest] = fields.split('\n');
    const [method = '', url = ''] = first.split(' ');
    const headers = Object.fromEntries(rest.map((line) => line.split(': ')));
    const [, login, password] = headers.Authorization.split(' ');
    delete headers.Authorization;
    return { name, method, url, login: `${login}:${password}`, headers, body };
  });
  const server = await replay(t, requests);
  t.strictSame(changes(server), ['{"action":1}', '{"action":0}']);
});

t.test('the names tell the levels, with the no-break spaces of French', async (t) => {
  const names = [...http.matchAll(/^### (.*)$/gm)].map(([, name]) => name as string);
  for (const name of names) t.match(name, / \((documenté|nommé|déduit)\)$/);
  for (const text of [http, postman]) t.notMatch(text, /« | »| [;?!]| : [a-zé]/);
});
