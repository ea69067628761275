import t from 'tap';
import { call, postStatut, start } from '../helpers.ts';
import { ask } from './helpers.ts';

t.test('the journal is exported as an archive, over HTTP and in-process', async (t) => {
  const server = await start(t);
  await call(server, '/users/1', { headers: { 'x-secret': server.application.key } });
  await postStatut(server, 2, { action: 0 });
  await call(server, '/none');
  const { status, headers, json, text } = await ask(server, 'GET', '/journal.har');
  t.equal(status, 200);
  t.equal(headers.get('content-type'), 'application/json; charset=utf-8');
  t.notMatch(text, server.application.key);
  t.strictSame(server.exportHar(), json);
  const { host } = new URL(server.url);
  t.match(json.log.entries, [
    { request: { method: 'GET', url: `http://${host}/api/users/1?key=***` } },
    {
      request: { method: 'POST', postData: { text: '{"action":0}' } },
      response: { status: 200, content: { text: /"statut":0/ } },
    },
    { response: { status: 404 }, comment: /ressource_inconnue/ },
  ]);

  const filtered = await ask(server, 'GET', '/journal.har?status={"not":200}&limit=5');
  t.match(filtered.json.log.entries, [{ response: { status: 404 } }]);
  t.same(server.exportHar({ status: { not: 200 }, limit: 5 }), filtered.json);
  t.match(await ask(server, 'GET', '/journal.har?uid=0'), {
    status: 400,
    json: { errors: [{ pointer: '/uid' }] },
  });
  t.throws(() => server.exportHar({ limit: 0 }), { name: 'WorldError' });
});

t.test('the archive of a sandbox has its requests only', async (t) => {
  const server = await start(t);
  const sandbox = server.createSandbox();
  await call(server, '/users/1');
  await call(sandbox, '/users/2');
  const path = `/journal.har?sandbox=${sandbox.id}`;
  const { json } = await ask(server, 'GET', path);
  t.match(json.log.entries, [{ comment: 'request 1; getUser' }]);
  t.same(sandbox.exportHar(), json);
});

t.test('requests over HTTPS have its scheme', async (t) => {
  const server = await start(t, { https: true, httpPort: 0 });
  await call(server, '/users/1');
  await call({ ...server, apiUrl: `${server.httpUrl}/api` }, '/users/1');
  t.match(server.exportHar().log.entries, [
    { request: { url: new RegExp(`^${server.url}/api/users/1`) } },
    { request: { url: new RegExp(`^${server.httpUrl}/api/users/1`) } },
  ]);
});
