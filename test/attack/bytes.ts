import net from 'node:net';
import tls from 'node:tls';
import { basic } from '../helpers.ts';
import { type Attack, shown } from './attack.ts';
import { DEMO } from './demo.ts';
import { Random, SEED } from './random.ts';
import { Client, Victim } from './victim.ts';

const WORKERS = 8;

/** Milliseconds until a connection that the client has ended must end. */
const HANG = 30_000;

/** The requests after which one over another connection must succeed. */
const PROBED = 20;

/** Requests changed at random places in their bytes: over HTTP, over TLS, and below TLS. */
export const bytes: Attack = {
  name: 'bytes',
  unit: 'requests',
  short: 2000,
  long: 100_000,
  async run(scope, size) {
    const victim = await Victim.start(scope, [], { tls: true });
    const counts = { sent: 0, answered: 0, closed: 0, probes: 0 };
    const worker = async (_: unknown, index: number) => {
      const random = new Random(SEED + index);
      const client = new Client(scope, victim, 1);
      while (counts.sent < size) {
        const way = random.one(WAYS);
        const request = mutated(random);
        const answer = await exchange(victim, way, request, random);
        counts.sent++;
        if (answer === '') counts.closed++;
        else counts.answered++;
        judge(answer, way, request);
        if (counts.sent % PROBED !== 0) continue;
        victim.check();
        counts.probes++;
        // Its own application: mutated requests may change the data and the rules of the main world.
        await client.send(`${victim.url}/_mock/reset`, { method: 'POST' });
        const { status } = await client.send(`${random.in(2) ? victim.url : victim.secureUrl}/`);
        if (status !== 200) throw new Error(`the next request got ${status}`);
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, worker));
    victim.check();
    return [
      `${shown(counts.sent)} requests with changed bytes over HTTP, over TLS and below TLS`,
      `${shown(counts.answered)} answered, ${shown(counts.closed)} closed without an answer, 0 hung`,
      `${shown(counts.probes)} of ${shown(counts.probes)} requests between them served`,
    ].join('; ');
  },
};

/** Over HTTP; over TLS; and changed bytes where a TLS handshake is expected. */
const WAYS = ['plain', 'plain', 'secure', 'below'] as const;

type Way = (typeof WAYS)[number];

/** Sends bytes, ends the connection, and returns all that comes back; throws an error if it stays open. */
function exchange(victim: Victim, way: Way, request: Buffer, random: Random): Promise<string> {
  const { hostname, port } = new URL(way === 'plain' ? victim.url : (victim.secureUrl as string));
  const place = { host: hostname, port: Number(port) };
  const socket = way === 'secure' ? tls.connect({ ...place, ca: victim.ca }) : net.connect(place);
  return new Promise((resolve, reject) => {
    let answer = '';
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`${way}: no end after ${request.toString('latin1')}`));
    }, HANG);
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      answer += chunk;
    });
    // A reset is an end too: the server does not read the rest of a request that it has refused.
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(answer);
    });
    const cut = random.in(3) ? random.below(request.length) : request.length;
    socket.write(request.subarray(0, cut));
    socket.end(request.subarray(cut));
  });
}

/** An answer is one of HTTP, and no internal error. */
function judge(answer: string, way: Way, request: Buffer): void {
  if (way === 'below') return;
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1];
  if (answer === '' || (status !== undefined && status !== '500')) return;
  throw new Error(`${request.toString('latin1')} got ${answer.slice(0, 1000)}`);
}

const AUTHORIZATION = `Authorization: ${basic(`${DEMO.login}:${DEMO.password}`)}`;
const JSON_TYPE = 'Content-Type: application/json';

/** A request of the demo application, its body announced by its length or sent in chunks. */
function requestOf(line: string, body = '', chunked = false): string {
  const announced = chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${body.length}`;
  const head = [`${line} HTTP/1.1`, 'Host: localhost', AUTHORIZATION, JSON_TYPE, announced];
  const sent = chunked ? `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n` : body;
  return `${head.join('\r\n')}\r\n\r\n${sent}`;
}

/** Valid requests. */
const REQUESTS: readonly Buffer[] = [
  requestOf(`GET /api/users/1?key=${DEMO.key}`),
  requestOf(`GET /api/thematiques?key=${DEMO.key}`),
  requestOf(`POST /api/users/1/statut?key=${DEMO.key}`, '{"action": 1}'),
  requestOf(`POST /api/users/1/statut?key=${DEMO.key}`, '{"action": 0}', true),
  requestOf('POST /_mock/journal/verify', '{"operation": "getUser", "times": {"atLeast": 1}}'),
  requestOf('PATCH /_mock/records/users/1', '{"merge": {"nom": "Été"}}'),
  requestOf('PUT /_mock/records/thematiques/1', '{"tid": 1, "nom": "Mer", "parent": null}', true),
  requestOf('GET /_mock/journal.har?limit=5'),
  requestOf('GET /docs/json'),
  requestOf('GET /'),
].map((text) => Buffer.from(text, 'latin1'));

/** Bytes with a meaning in HTTP. */
const PIECES: readonly string[] = [
  ...[
    '\r\n',
    '\n',
    '\r',
    '\0',
    ' ',
    '\t',
    ':',
    '\r\n\r\n',
    '%',
    '%2',
    '%zz',
    '?',
    '#',
    '&',
    '\xff',
  ],
  ...['Transfer-Encoding: chunked\r\n', 'Content-Length: 1\r\n', 'Content-Length: 99999999999\r\n'],
  ...['Expect: 100-continue\r\n', 'Connection: upgrade\r\nUpgrade: h2c\r\n', 'Host: x\r\n'],
  ...[
    'Connection: close\r\n',
    ' HTTP/1.0',
    ' HTTP/2.0',
    'http://localhost',
    '*',
    'ffffffffffffffff',
  ],
  ...[
    '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'X: y\r\n',
  ],
];

/** A request, or two in one connection, with some changes. */
function mutated(random: Random): Buffer {
  let text = random.one(REQUESTS).toString('latin1');
  if (random.in(5)) text += random.one(REQUESTS).toString('latin1');
  for (let change = 1 + random.below(4); change > 0; change--) {
    const place = random.below(text.length + 1);
    const [before, after] = [text.slice(0, place), text.slice(place)];
    switch (random.below(5)) {
      case 0:
        text = before + String.fromCharCode(random.below(256)) + after.slice(1);
        break;
      case 1:
        text = before + after.slice(1 + random.below(20));
        break;
      case 2:
        text = before + random.one(PIECES) + after;
        break;
      case 3:
        text = before + after.slice(0, random.below(60)).repeat(1 + random.below(200)) + after;
        break;
      default:
        text =
          before +
          String.fromCharCode(...Array.from({ length: 8 }, () => random.below(256))) +
          after;
    }
  }
  return Buffer.from(text, 'latin1');
}
