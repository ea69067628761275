import { Writable } from 'node:stream';
import t from 'tap';
import { createLogger } from '../../src/cli/log.ts';
import { basic, head, raw, serve, start, statusOf, worldsWith } from '../helpers.ts';

const CLOSE = 'Connection: close\r\n\r\n';
const MALFORMED = /:requete_invalide"/;

for (const [what, request] of [
  ['two Host fields', `GET /api HTTP/1.1\r\nHost: a\r\nhost: a\r\n${CLOSE}`],
  ['no Host', `GET /api HTTP/1.1\r\n${CLOSE}`],
  ['a Host with a space', `GET /api HTTP/1.1\r\nHost: a b\r\n${CLOSE}`],
  ['a Host that is a URL', `GET /api HTTP/1.1\r\nHost: http://a\r\n${CLOSE}`],
  ['a Host with userinfo', `GET /api HTTP/1.1\r\nHost: a@b\r\n${CLOSE}`],
  ['a Host with a port that is none', `GET /api HTTP/1.1\r\nHost: a:b\r\n${CLOSE}`],
  ['an asterisk', `GET * HTTP/1.1\r\nHost: a\r\n${CLOSE}`],
  ['another scheme', `GET ftp://a/api HTTP/1.1\r\nHost: a\r\n${CLOSE}`],
  ['a URL without a host', `GET http:///api HTTP/1.1\r\nHost: a\r\n${CLOSE}`],
  ['a URL with a host that is none', `GET http://a"b/api HTTP/1.1\r\nHost: a\r\n${CLOSE}`],
  ['a URL with userinfo', `GET http://demo:demo@a/api HTTP/1.1\r\nHost: a\r\n${CLOSE}`],
] as const) {
  t.test(`${what} is malformed, wherever it is sent`, async (t) => {
    const server = await start(t);
    for (const path of ['/api', '/_mock/journal', '/docs', '/', '/nowhere']) {
      const answer = await raw(server, request.replace('/api', path));
      t.equal(statusOf(answer), 400, path);
      t.match(answer, MALFORMED);
    }
    t.same(server.listJournal(), [], 'it is no request of the journal');
  });
}

for (const host of ['localhost:80', 'my_mock.example', '[::1]:3000', '127.0.0.1', 'a:', '']) {
  t.test(`a Host can be "${host}"`, async (t) => {
    const server = await start(t);
    const request = `GET /api HTTP/1.1\r\nHost: ${host}\r\n${CLOSE}`;
    t.equal(statusOf(await raw(server, request)), 401);
  });
}

t.test('HTTP/1.0 does without a Host', async (t) => {
  t.equal(statusOf(await raw(await start(t), 'GET / HTTP/1.0\r\n\r\n')), 200);
});

/** A request of the demo application with its target in absolute form. */
function absolute(line: string, ...fields: string[]): string {
  const authorization = `Authorization: ${basic('demo:demo')}`;
  return [`${line} HTTP/1.1`, 'Host: other', authorization, ...fields, CLOSE].join('\r\n');
}

t.test('a target in absolute form is served like a path', async (t) => {
  const lines: string[] = [];
  const output = new Writable({
    write: (line, _encoding, done) => done(void lines.push(`${line}`)),
  });
  const worlds = worldsWith(t);
  const server = await serve(t, worlds, { logger: createLogger('info', 'json', output) });
  const { key } = server.application;
  for (const [line, status] of [
    [`GET http://mock/api/users/7?key=${key}`, 200],
    [`GET HTTPS://mock:3000/api?key=${key}`, 200],
    [`GET http://mock/api/users/zz?key=${key}`, 400],
    [`GET http://mock/api/%zz?key=${key}`, 404],
    [`DELETE http://mock/api/users/7?key=${key}`, 405],
    [`GET http://mock/api/users/7`, 403],
  ] as const) {
    const answer = await raw(server, absolute(line));
    t.equal(statusOf(answer), status, line);
    if (status === 405) t.match(answer, /^allow: GET, HEAD\r$/im);
  }
  t.match(
    worlds.main.journal.list().map(({ path }) => path),
    ['/api/users/7', '/api', '/api/users/zz', '/api/%zz', '/api/users/7', '/api/users/7'],
  );
  const { path } = JSON.parse(lines[0] as string);
  t.equal(path, '/api/users/7');
});

t.test('outside the API, a target in absolute form is served like a path, too', async (t) => {
  const server = await start(t);
  t.equal(statusOf(await raw(server, absolute('GET http://localhost'))), 200);
  t.equal(statusOf(await raw(server, absolute('GET http://localhost?x=1'))), 200);
  t.equal(statusOf(await raw(server, absolute('GET http://localhost/_mock/clock'))), 200);
  t.equal(statusOf(await raw(server, absolute('GET http://localhost/openapi.json'))), 200);
});

t.test('the host is that of the target, for any Host', async (t) => {
  const server = await start(t);
  const foreign = 'GET http://evil.example/_mock/clock HTTP/1.1\r\nHost: localhost\r\n';
  t.equal(statusOf(await raw(server, foreign + CLOSE)), 403);
  t.equal(statusOf(await raw(server, absolute('GET http://localhost/_mock/clock'))), 200);
});

t.test('a password in a target is in no log and no journal', async (t) => {
  const lines: string[] = [];
  const output = new Writable({
    write: (line, _encoding, done) => done(void lines.push(`${line}`)),
  });
  const worlds = worldsWith(t);
  const server = await serve(t, worlds, { logger: createLogger('info', 'json', output) });
  const answer = await raw(server, absolute('GET http://demo:geheim@mock/api/users/7'));
  t.equal(statusOf(answer), 400);
  t.notMatch(`${answer}${lines}${JSON.stringify(worlds.main.journal.entries())}`, 'geheim');
});

t.test('a login in a target is refused, with its right place', async (t) => {
  const answer = await raw(await start(t), absolute('GET http://demo@mock/api'));
  t.match(answer, /"detail":"[^"]* Authorization\."/);
});

t.test('OPTIONS * is answered without a body', async (t) => {
  const server = await start(t);
  t.match(await raw(server, `OPTIONS * HTTP/1.1\r\nHost: a\r\n${CLOSE}`), /^HTTP\/1\.1 204 /);
});

t.test('another transfer coding than chunked is 501', async (t) => {
  const server = await start(t);
  for (const coding of ['gzip, chunked', 'x, Chunked']) {
    const sent = head(server, 'POST', '/users/9/statut', `Transfer-Encoding: ${coding}`);
    t.equal(statusOf(await raw(server, `${sent}0\r\n\r\n`)), 501, coding);
  }
  const sent = head(server, 'POST', '/users/9/statut', 'Transfer-Encoding: Chunked');
  t.equal(statusOf(await raw(server, `${sent}0\r\n\r\n`)), 400);
});

t.test('another expectation than 100-continue is 417', async (t) => {
  const server = await start(t);
  for (const path of ['/users/7', '/nowhere']) {
    const answer = await raw(server, head(server, 'GET', path, 'Expect: the moon'));
    t.equal(statusOf(answer), 417);
    t.match(JSON.parse(answer.split('\r\n\r\n')[1] as string), {
      type: 'about:blank',
      title: 'Expectation Failed',
      status: 417,
      detail: /Expect/,
    });
  }
  const asked = head(server, 'GET', '/users/7', 'Expect: 100-continue');
  t.match(await raw(server, asked), /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
});
