import { setTimeout as sleep } from 'node:timers/promises';
import { basic } from '../helpers.ts';
import { type Attack, type Scope, shown } from './attack.ts';
import { DEMO, type Who } from './demo.ts';
import { type Described, OpenApiDocument } from './documents.ts';
import { Random, SEED } from './random.ts';
import { anything, changed, sample, textOf } from './sample.ts';
import { Client, type Reply, type Sent, Victim } from './victim.ts';

const WORKERS = 12;

/** The requests that a sandbox gets before its data are judged and it is dropped. */
const ROUND = 200;

const API = new OpenApiDocument('faire-simple.yaml');
const CONTROL = new OpenApiDocument('control.yaml');

interface Counts {
  sent: number;
  valid: number;
  refused: number;
  judged: number;
  /** Requests whose connection the end of an epoch of the main world has closed. */
  cut: number;
  /** The operations so far that may have ended it, and those under way. */
  epochs: number;
  ending: number;
}

/** Operations that end the epoch of a world. */
const ENDING = ['reset', 'resetData', 'restoreSnapshot', 'importState'];

/** Operations that give a world rules. */
const RULING = ['addRule', 'replaceRules', 'importState'];

/** A request made from a document. */
interface Made extends Sent {
  readonly target: string;
  /** The document forbids the body: the server must not accept it. */
  readonly invalid: boolean;
}

/** Requests made from both OpenAPI documents, valid and invalid. */
export const fuzz: Attack = {
  name: 'fuzz',
  unit: 'requests',
  short: 6000,
  long: 1_000_000,
  async run(scope, size) {
    const victim = await Victim.start(scope, []);
    const counts: Counts = {
      sent: 0,
      valid: 0,
      refused: 0,
      judged: 0,
      cut: 0,
      epochs: 0,
      ending: 0,
    };
    const workers = Array.from({ length: WORKERS }, async (_, index) => {
      const random = new Random(SEED + index);
      const client = new Client(scope, victim, 2);
      while (counts.sent < size) await round(scope, victim, client, random, counts);
    });
    await Promise.all(workers);
    victim.check();
    return [
      `${shown(counts.sent)} requests from both OpenAPI documents`,
      `${shown(counts.valid)} successes, ${shown(counts.refused)} refusals, 0 answers with 500`,
      `${shown(counts.judged)} answers valid against the documents`,
    ].join('; ');
  },
};

/** A sandbox's life: requests of both planes, its rules tried, its data judged. */
async function round(scope: Scope, victim: Victim, client: Client, random: Random, counts: Counts) {
  const created = await client.send(`${victim.url}/_mock/sandboxes`, { method: 'POST' });
  const { id, login, password, key } = JSON.parse(created.text);
  const who = { login, password, key };
  for (let turn = 0; turn < ROUND; turn++) {
    victim.check();
    // Rules of the main world delay nobody else; those of the sandbox are tried at the end.
    if (turn < ROUND * 0.7) await tryApi(victim, client, random, counts, who);
    else await tryControl(victim, client, random, counts, id);
  }
  await tryRules(scope, victim, who);
  await judgeData(victim, client, counts, id);
}

const judge = (
  document: OpenApiDocument,
  operation: Described,
  made: Made,
  reply: Reply,
  counts: Counts,
) => {
  counts.sent++;
  if (reply.status < 400) counts.valid++;
  else counts.refused++;
  const fail = (why: string) => {
    const { status, text } = reply;
    const told = `${why}: ${JSON.stringify(made)} got ${status} ${text.slice(0, 1000)}`;
    throw new Error(`${operation.operationId} ${told}`);
  };
  if (reply.status >= 500) fail('failed');
  if (made.invalid && reply.status < 400) fail('accepted a body that the document forbids');
  if (made.method === 'HEAD') return;
  const objection = document.objectionTo(operation, reply.status, reply.text);
  if (objection) fail(`answered against the document, ${objection}`);
  counts.judged++;
};

async function tryApi(victim: Victim, client: Client, random: Random, counts: Counts, who: Who) {
  const operation = random.one(API.operations);
  const made = make(API, operation, random);
  const wrong = random.in(20) ? random.one<Partial<Who>>([{ login: 'x' }, { key: 'x' }, DEMO]) : {};
  const { login, password, key } = { ...who, ...wrong };
  const url = new URL(`${victim.url}/api${made.target}`);
  if (!random.in(20)) url.searchParams.set('key', key);
  const headers = {
    ...made.headers,
    ...(!random.in(20) && { authorization: basic(`${login}:${password}`) }),
    ...(random.in(10) && { prefer: random.one(PREFERENCES) }),
  };
  const method = made.method === 'GET' && random.in(20) ? 'HEAD' : made.method;
  const sent = { ...made, method, headers } as Made;
  const reply = await reached(client, url, sent, counts);
  if (reply) judge(API, operation, sent, reply, counts);
}

const PREFERENCES = [
  'code=404',
  'code=partenaire_inconnu',
  'code=418',
  'wait=0',
  'code=',
  '"',
  'code=99',
];

async function tryControl(
  victim: Victim,
  client: Client,
  random: Random,
  counts: Counts,
  id: string,
) {
  const operation = random.one(CONTROL.operations);
  if (operation.operationId === 'streamJournal') return;
  const made = make(CONTROL, operation, random);
  const url = new URL(`${victim.url}/_mock${made.target}`);
  // A sandbox is dropped by its own round only.
  if (operation.operationId === 'dropSandbox' && url.pathname.endsWith(id)) return;
  // Rules of the main world would act on requests without credentials.
  const own = RULING.includes(operation.operationId) || !random.in(10);
  if (own) url.searchParams.set('sandbox', id);
  const ending = ENDING.includes(operation.operationId);
  if (ending) {
    counts.epochs++;
    counts.ending++;
  }
  const reply = await reached(client, url, made, counts);
  if (ending) counts.ending--;
  if (reply === undefined) return;
  judge(CONTROL, operation, made, reply, counts);
  if (operation.operationId === 'createSandbox' && reply.status === 201) {
    const { id } = JSON.parse(reply.text);
    await client.send(`${victim.url}/_mock/sandboxes/${id}`, { method: 'DELETE' });
  }
}

/** The answer; undefined where the end of an epoch of the main world may have closed the connection. */
async function reached(
  client: Client,
  url: URL,
  sent: Made,
  counts: Counts,
): Promise<Reply | undefined> {
  const { epochs } = counts;
  try {
    return await client.send(url.href, sent);
  } catch (error) {
    if (counts.epochs === epochs && counts.ending === 0) {
      throw new Error(`No answer: ${JSON.stringify(sent)}`, { cause: error });
    }
    counts.cut++;
    return undefined;
  }
}

function make(document: OpenApiDocument, operation: Described, random: Random): Made {
  const { method, template, parameters, requestBody, operationId } = operation;
  const value = ({ schema }: Described['parameters'][number]) =>
    random.in(8) ? textOf(random) : String(sample(document, schema, random));
  let target = template;
  const query = new URLSearchParams();
  for (const parameter of parameters) {
    if (parameter.in === 'path') {
      // An empty or dotted segment would be another path.
      const text = value(parameter).toWellFormed();
      const safe = /^\.{0,2}$/.test(text) ? 'a' : text;
      target = target.replace(`{${parameter.name}}`, () => encodeURIComponent(safe));
    } else if (random.in(4)) {
      query.append(parameter.name, value(parameter));
      if (random.in(10)) query.append(parameter.name, value(parameter));
    }
  }
  if (random.in(20)) query.append(textOf(random), textOf(random));
  if (query.size > 0) target += `?${query}`;
  const schema = Object.values(requestBody?.content ?? {})[0]?.schema;
  if (schema === undefined) return { method, target, invalid: false };
  let body = sample(document, schema, random);
  if (random.in(3)) body = random.in(10) ? anything(random) : changed(body, random);
  if (operationId === 'waitForRequest' && typeof body === 'object' && body !== null) {
    Object.assign(body, { timeout: random.one([0, 5, 20, 'PT0S', -1, 'x', null]) });
  }
  const text = JSON.stringify(body);
  const headers = { 'content-type': random.in(30) ? textType(random) : 'application/json' };
  if (random.in(30)) return { method, target, headers, body: spoilt(text, random), invalid: false };
  return {
    method,
    target,
    headers,
    body: text,
    invalid: document.errorsOf(schema, JSON.parse(text)) !== undefined,
  };
}

const textType = (random: Random) =>
  random.one(['text/plain', 'application/json; charset=latin1', 'application/xml', 'x', 'a/b;c']);

/** A text with some characters removed, doubled or replaced. */
function spoilt(text: string, random: Random): string {
  const place = random.below(text.length);
  const rest = text.slice(place + random.below(3));
  return text.slice(0, place) + random.one(['', '"', '{', '\0', ',', '1e400', '[[']) + rest;
}

/** Has the rules of a sandbox act on requests; the client does not wait for long ones. */
async function tryRules(scope: Scope, victim: Victim, who: Who): Promise<void> {
  const client = new Client(scope, victim, 8);
  const headers = { authorization: basic(`${who.login}:${who.password}`) };
  const paths = ['/users/1', '/users', '/users/2', '/thematiques', '/actualisation', '/users/7'];
  const ended = Promise.allSettled(
    paths.map((path) => client.send(`${victim.url}/api${path}?key=${who.key}`, { headers })),
  );
  await Promise.race([ended, sleep(50)]);
  client.close();
  await ended;
}

/** All lists of a sandbox must be valid, whatever the control plane has made of its data. */
async function judgeData(
  victim: Victim,
  client: Client,
  counts: Counts,
  id: string,
): Promise<void> {
  const control = (method: string, path: string, body?: string) =>
    client.send(`${victim.url}/_mock${path}`, {
      method,
      ...(body && { body, headers: { 'content-type': 'application/json' } }),
    });
  await control('PUT', `/rules?sandbox=${id}`, '[]');
  const { text } = await control('GET', `/applications?sandbox=${id}&credentials=true`);
  const [application] = JSON.parse(text);
  if (application) {
    const { login, password, key } = application;
    for (const operation of API.operations.filter(({ method }) => method === 'GET')) {
      const target = operation.template.replace('{uid}', '1').replace('{semestre}', '2016-S1');
      const headers = { authorization: basic(`${login}:${password}`) };
      const url = `${victim.url}/api${target}?key=${encodeURIComponent(key)}`;
      judge(
        API,
        operation,
        { target, headers, invalid: false },
        await client.send(url, { headers }),
        counts,
      );
    }
  }
  await control('DELETE', `/sandboxes/${id}`);
}
