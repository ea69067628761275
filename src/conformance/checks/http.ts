import type { Answer } from '../answer.ts';
import { type Check, check } from '../check.ts';
import { type Ask, type Context, statusInWords } from '../context.ts';
import { Failed } from '../outcome.ts';
import { mediaType } from '../shape.ts';

/** The answer to the request of a partner, with additions; it is 200 without them. */
async function again(context: Context, more: Partial<Ask>): Promise<Answer> {
  const path = await context.partner();
  await context.json(path);
  return context.send({ path, ...more });
}

function expect200(answer: Answer): void {
  if (answer.status !== 200) throw new Failed(`answered ${statusInWords(answer)}, expected 200`);
}

/** Header fields of the answer, of those named; only their names. */
function fieldsOf(answer: Answer, names: readonly string[]): string[] {
  return names.filter((name) => answer.header(name) !== undefined);
}

function expectNone(answer: Answer, names: readonly string[]): void {
  const [name] = fieldsOf(answer, names);
  if (name !== undefined) throw new Failed(`the answer has the field ${name}`);
}

const CORS = [
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-allow-methods',
];
const LIMITS = [
  'ratelimit',
  'ratelimit-limit',
  'ratelimit-policy',
  'x-ratelimit-limit',
  'x-rate-limit-limit',
];

/** More requests than a client sends at once. */
const MANY = 20;

/** §5 of CONTRACT.md, and the behaviour of HTTP. */
export const HTTP_CHECKS: readonly Check[] = [
  check(
    'behaviour.head',
    'inferred',
    'HEAD is answered like GET, without a body',
    async (context) => {
      const path = await context.partner();
      await context.json(path);
      const get = await context.read(path);
      const head = await again(context, { method: 'HEAD' });
      if (head.status !== get.status)
        throw new Failed(`answered ${statusInWords(head)}, expected 200`);
      if (head.header('content-type') !== get.header('content-type'))
        throw new Failed('the media type differs');
    },
  ),
  check(
    'behaviour.trailing_slashes',
    'inferred',
    'a path may end with a slash',
    async (context) => {
      const path = await context.partner();
      expect200(await again(context, { path: `${path}/` }));
    },
  ),
  check(
    'behaviour.unknown_parameters',
    'inferred',
    'unknown query parameters are ignored',
    async (context) => {
      expect200(await again(context, { query: 'conformance=1&conformance=2' }));
    },
  ),
  check(
    'behaviour.media_type',
    'inferred',
    'answers are application/json in UTF-8',
    async (context) => {
      const path = await context.partner();
      await context.json(path);
      const field = (await context.read(path)).header('content-type');
      if (
        String(field).replaceAll(/[\s"]/g, '').toLowerCase() !== 'application/json;charset=utf-8'
      ) {
        throw new Failed(`it is ${mediaType(field)}`);
      }
    },
  ),
  check(
    'behaviour.streaming',
    'inferred',
    'lists are streamed: their length is not known before',
    async (context) => {
      const path = context.pathOf('listUsers');
      await context.json(path);
      expectNone(await context.read(path), ['content-length']);
    },
  ),
  check(
    'behaviour.other_requests',
    'inferred',
    'other requests are answered while a list is sent',
    async (context) => {
      const path = context.pathOf('listUsers');
      await context.json(path);
      const answers = await Promise.all([
        context.send({ path }),
        again(context, {}),
        context.send({ path }),
      ]);
      for (const answer of answers) expect200(answer);
    },
  ),
  check(
    'behaviour.no_conditional_requests',
    'inferred',
    'conditional requests are answered in full',
    async (context) => {
      const answer = await again(context, { headers: ['If-None-Match', '*'] });
      expect200(answer);
      expectNone(answer, ['etag', 'last-modified']);
    },
  ),
  check('behaviour.no_compression', 'inferred', 'answers are not compressed', async (context) => {
    const headers = ['Accept-Encoding', 'gzip, deflate, br, zstd'];
    expectNone(await again(context, { headers }), ['content-encoding']);
    const path = context.pathOf('listUsers');
    await context.json(path);
    expectNone(await context.send({ path, headers }), ['content-encoding']);
  }),
  check('behaviour.no_cors', 'inferred', 'answers carry no field of CORS', async (context) => {
    expectNone(await again(context, { headers: ['Origin', 'https://conformance.example'] }), CORS);
  }),
  check('behaviour.no_rate_limit', 'inferred', 'there is no rate limit', async (context) => {
    for (let count = 0; count < MANY; count++) {
      const answer = await again(context, {});
      if (answer.status === 429)
        throw new Failed(`request ${count + 1} of ${MANY} is refused with 429`);
      expectNone(answer, LIMITS);
    }
  }),
];
