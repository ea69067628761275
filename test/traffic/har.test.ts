import fs from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import t, { type Test } from 'tap';
import { toHar } from '../../src/traffic/har.ts';
import type { HarEntry } from '../../src/traffic/types.ts';
import { ROOT } from '../command-helpers.ts';
import { add, begin, emptyJournal, type Given, journalOf, post } from './journal-helpers.ts';

const read = (...names: string[]) =>
  JSON.parse(fs.readFileSync(path.join(ROOT, 'node_modules', ...names), 'utf8'));
const ajv = new Ajv({ strict: false });
formats.default(ajv);
ajv.addMetaSchema(read('ajv', 'dist', 'refs', 'json-schema-draft-06.json'));
for (const file of fs.readdirSync(path.join(ROOT, 'node_modules', 'har-schema', 'lib'))) {
  if (file.endsWith('.json')) ajv.addSchema(read('har-schema', 'lib', file));
}

/** The only entry of an archive, which must be valid: by the schemas of har-schema. */
function archive(t: Test, given: Given): HarEntry {
  const har = toHar(journalOf(given).archived({}), '1.2.3');
  valid(t, har);
  return har.log.entries[0] as HarEntry;
}

function valid(t: Test, har: object): void {
  const validate = ajv.getSchema('har.json#');
  t.ok(validate?.(har), JSON.stringify(validate?.errors));
}

t.test('a request and its answer', async (t) => {
  const journal = journalOf({
    url: '/api/users/1?key=abcdef&statut=1&statut=0&a%20b=%26',
    rawHeaders: ['Host', 'localhost:8080', 'Cookie', 'a=1', 'Accept', '*/*'],
    responseBody: '{"uid":1,"nom":"sesame"}',
  });
  const har = toHar(journal.archived({}), '1.2.3');
  valid(t, har);
  t.strictSame(har, {
    log: {
      version: '1.2',
      creator: { name: 'faire-simple-mock', version: '1.2.3' },
      entries: [
        {
          startedDateTime: '2016-03-14T09:26:53Z',
          time: 1.5,
          request: {
            httpVersion: 'HTTP/1.1',
            cookies: [],
            headersSize: -1,
            method: 'GET',
            url: 'http://localhost:8080/api/users/1?key=***&statut=1&statut=0&a%20b=%26',
            headers: [
              { name: 'host', value: 'localhost:8080' },
              { name: 'cookie', value: '***' },
              { name: 'accept', value: '*/*' },
            ],
            queryString: [
              { name: 'key', value: '***' },
              { name: 'statut', value: '1' },
              { name: 'statut', value: '0' },
              { name: 'a b', value: '&' },
            ],
            bodySize: 0,
          },
          response: {
            httpVersion: 'HTTP/1.1',
            cookies: [],
            headersSize: -1,
            status: 200,
            statusText: 'OK',
            headers: [],
            content: { size: 24, mimeType: 'application/json', text: '{"uid":1,"nom":"***"}' },
            redirectURL: '',
            bodySize: 24,
          },
          cache: {},
          timings: { send: 0, wait: 1.5, receive: 0 },
          comment: 'request 1; getUser',
        },
      ],
    },
  });
});

t.test('a refusal, a rule, an unknown status', async (t) => {
  const entry = archive(t, {
    operation: null,
    status: 499,
    rules: ['panne', 'lente'],
    responseBody: '{}',
    refusal: { code: 'ressource_inconnue', explanation: 'sesame is unknown' },
  });
  t.match(entry, {
    comment: 'request 1; no operation; rule panne; rule lente; ressource_inconnue: *** is unknown',
    response: { status: 499, statusText: '', content: { mimeType: 'application/problem+json' } },
  });
});

t.test('a URL is valid, whatever the path is', async (t) => {
  const { url } = archive(t, { url: '/api/%zz/%C3%A9/é"<{|}>\\^`[a]?é=%ff' }).request;
  t.equal(
    url,
    'http://localhost/api/%25zz/%C3%A9/%C3%A9%22%3C%7B%7C%7D%3E%5C%5E%60%5Ba%5D?%C3%A9=%EF%BF%BD',
  );
  t.match(archive(t, { secure: true, url: '/api' }).request.url, /^https:\/\/localhost\/api$/);
});

t.test('bodies: whole, cut, not UTF-8, not read', async (t) => {
  const type = ['Content-Type', 'application/json'];
  const sent = post(1, '{"action":1}');
  t.match(archive(t, { ...sent, rawHeaders: type }).request, {
    bodySize: 12,
    postData: { mimeType: 'application/json', text: '{"action":1}', comment: undefined },
  });
  t.match(archive(t, { ...sent, requestBody: 'x'.repeat(5000) }).request, {
    bodySize: 5000,
    postData: { mimeType: '', text: 'x'.repeat(4096), comment: 'only the beginning of 5000 bytes' },
  });
  const cut = { bytes: Buffer.from([0xff, 0x41]), length: 9 };
  t.match(archive(t, { ...sent, responseBody: cut }).response, {
    bodySize: 9,
    content: { text: '/0E=', encoding: 'base64', comment: 'only the beginning of 9 bytes' },
  });
  for (const announced of [
    ['Content-Length', '9'],
    ['Transfer-Encoding', 'chunked'],
  ]) {
    t.match(archive(t, { requestBody: null, rawHeaders: [...announced, ...type] }).request, {
      bodySize: -1,
      postData: { mimeType: 'application/json', text: '', comment: 'the body was not read' },
    });
  }
  t.match(archive(t, { rawHeaders: ['Content-Length', '0'] }).request, {
    bodySize: 0,
    postData: undefined,
  });
});

t.test('requests that run, ended early, or were dropped', async (t) => {
  const journal = emptyJournal({ bytes: 1 });
  add(journal, { ...post(1, '{"action":1}'), secure: true });
  add(journal, { state: 'aborted', status: 0 });
  begin(journal);
  const har = toHar(journal.archived({}), '0.0.0');
  valid(t, har);
  t.match(har.log.entries, [
    {
      request: { method: 'POST', url: 'about:blank', headers: [], bodySize: -1 },
      response: { status: 200, content: { size: 0, comment: /dropped to save memory/ } },
      comment: 'request 1; setUserStatut; details were dropped to save memory',
    },
    { comment: /dropped/ },
    { response: { status: 0 }, comment: 'request 3; getUser; running' },
  ]);
  t.match(archive(t, { state: 'aborted', status: 0 }), { comment: 'request 1; getUser; aborted' });
});
