import t from 'tap';
import { call, head, raw, start, statusOf } from '../helpers.ts';

for (const [path, allow] of [
  ['', 'GET, HEAD'],
  ['/users/7/statut', 'POST'],
  ['/users/7', 'GET, HEAD'],
  ['/users', 'GET, HEAD'],
  ['/users/', 'GET, HEAD'],
  ['/%75sers', 'GET, HEAD'],
  ['/thematiques', 'GET, HEAD'],
  ['/actualisation', 'GET, HEAD'],
  ['/actualisation/2016-S1', 'GET, HEAD'],
  ['/campagnes', 'GET, HEAD'],
  ['/propositions', 'GET, HEAD'],
] as const) {
  t.test(
    `${path || 'the base path'} admits ${allow}, and refuses other methods with Allow`,
    async (t) => {
      const server = await start(t);
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        if (allow.includes(method)) continue;
        const { status, headers, json, text } = await call(server, path, { method });
        t.equal(status, 405, method);
        t.equal(headers.get('allow'), allow, method);
        if (method === 'HEAD') t.equal(text, '');
        else t.equal(json.detail, `Ce chemin n’admet que ${allow.replace(', ', ' et ')}.`);
      }
    },
  );
}

// fetch refuses to send TRACE; the others are known to HTTP, but not to Fastify.
for (const method of ['TRACE', 'PROPFIND', 'MKCOL', 'QUERY', 'M-SEARCH']) {
  t.test(`${method} is a method like any other that is not admitted`, async (t) => {
    const server = await start(t);
    const answer = await raw(server, head(server, method, '/users'));
    t.equal(statusOf(answer), 405);
    t.match(answer, /^allow: GET, HEAD\r$/im);
    t.equal(statusOf(await raw(server, head(server, method, '/associes'))), 404);
    const anonymous = `${method} /api/users HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
    t.equal(statusOf(await raw(server, anonymous)), 401);
  });
}

t.test('a method in small letters is another method', async (t) => {
  const server = await start(t);
  t.equal(statusOf(await raw(server, head(server, 'get', '/users'))), 501);
});
