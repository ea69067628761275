import t from 'tap';
import { call, firstAnswer, head, postStatut, raw, start, statusOf } from '../helpers.ts';

// Partner 7 is not inscribed: taken, this body would show.
const BODY = '{"action":1}';
const LIMIT = 16 * 1024;
const JSON_TYPE = 'Content-Type: application/json';

/** The chunked coding (RFC 9112 §7.1) of a text, in pieces of that many characters. */
function chunked(text: string, size: number): string {
  const pieces = text.match(new RegExp(`.{1,${size}}`, 'gs')) as string[];
  return `${pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`).join('')}0\r\n\r\n`;
}

for (const [what, size, status] of [
  ['exactly 16 KiB is taken', LIMIT, 200],
  ['one byte more is refused', LIMIT + 1, 413],
  ['a megabyte is refused', 1024 * 1024, 413],
] as const) {
  t.test(`a body of ${what}, announced or chunked`, async (t) => {
    const server = await start(t);
    const body = BODY.padEnd(size);
    t.equal((await postStatut(server, 7, body)).status, status);
    t.equal((await call(server, '/users/7')).json.statut, status === 200 ? 1 : 0);
    const fields = [JSON_TYPE, 'Transfer-Encoding: chunked'];
    const request = head(server, 'POST', '/users/7/statut', ...fields) + chunked(body, 4000);
    t.equal(statusOf(await raw(server, request)), status);
  });
}

t.test('the limit counts bytes, not characters', async (t) => {
  const server = await start(t);
  const body = `{"action":1,"x":"${'é'.repeat(LIMIT / 2)}"}`;
  t.ok(body.length < LIMIT);
  t.equal((await postStatut(server, 7, body)).status, 413);
});

t.test('a small chunked body is taken, however it is cut', async (t) => {
  const server = await start(t);
  for (const size of [1, 5, 100]) {
    const fields = [JSON_TYPE, 'Transfer-Encoding: chunked'];
    const request = head(server, 'POST', '/users/7/statut', ...fields) + chunked(BODY, size);
    t.equal(statusOf(await raw(server, request)), 200, `${size}`);
  }
});

t.test('too large a body is refused before it has all been sent', async (t) => {
  const server = await start(t);
  const fields = [JSON_TYPE, 'Content-Length: 1000000000'];
  const request = head(server, 'POST', '/users/7/statut', ...fields);
  t.equal(statusOf(await firstAnswer(server, request)), 413);
});

for (const [what, fields, body] of [
  ['two lengths', ['Content-Length: 12', 'Content-Length: 5'], BODY],
  ['a length that is no number', ['Content-Length: twelve'], BODY],
  ['a negative length', ['Content-Length: -1'], BODY],
  ['a length and chunks', ['Content-Length: 12', 'Transfer-Encoding: chunked'], chunked(BODY, 100)],
  ['chunks that are none', ['Transfer-Encoding: chunked'], BODY],
  ['a length too short', ['Content-Length: 5'], BODY],
] as const) {
  t.test(`${what}: refused as malformed, and nothing changes`, async (t) => {
    const server = await start(t);
    const request = head(server, 'POST', '/users/7/statut', JSON_TYPE, ...fields) + body;
    const answer = await raw(server, request);
    t.equal(statusOf(answer), 400);
    t.match(answer, '"code":"requete_invalide"');
    t.equal((await call(server, '/users/7')).json.statut, 0);
  });
}

t.test('in-process, a length that is not the body’s is refused', async (t) => {
  const server = await start(t);
  const { statusCode, body } = await server.inject({
    method: 'POST',
    url: `/api/users/7/statut?key=${server.application.key}`,
    headers: {
      authorization: 'Basic ZGVtbzpkZW1v',
      'content-type': 'application/json',
      'content-length': '5',
    },
    payload: BODY,
  });
  t.equal(statusCode, 400);
  t.match(JSON.parse(body).detail, 'Content-Length');
});
