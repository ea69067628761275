import { setTimeout as sleep } from 'node:timers/promises';
import { basic } from '../helpers.ts';
import type { Scope } from './attack.ts';
import { DEMO, type Who } from './demo.ts';
import { type Described, OpenApiDocument } from './documents.ts';
import type { Random } from './random.ts';
import { type Made, make } from './requests.ts';
import { Client, type Reply, type Victim } from './victim.ts';

/** The requests that a sandbox gets before its data are judged and it is dropped, and those of them that are the API's. */
const ROUND = 200;
const API_PART = 140;

const API = new OpenApiDocument('faire-simple.yaml');
const CONTROL = new OpenApiDocument('control.yaml');

/** The figures of an attack, of all sandboxes together. */
export interface Counts {
  sent: number;
  valid: number;
  refused: number;
  judged: number;
  /** The operations so far that may have ended the epoch of the main world, and those under way. */
  epochs: number;
  ending: number;
}

/** Operations that end the epoch of a world. */
const ENDING = ['reset', 'resetData', 'restoreSnapshot', 'importState'];

/** Operations that give a world rules. */
const RULING = ['addRule', 'replaceRules', 'importState'];

const PREFERENCES = [
  ...['code=404', 'code=partenaire_inconnu', 'code=418', 'code=99', 'code=', 'wait=0', '"'],
];

/** A sandbox that gets random requests of both planes, one after another. */
export class FuzzedWorld {
  readonly #victim: Victim;
  readonly #client: Client;
  readonly #random: Random;
  readonly #counts: Counts;
  readonly #id: string;
  readonly #who: Who;

  private constructor(
    victim: Victim,
    client: Client,
    random: Random,
    counts: Counts,
    text: string,
  ) {
    this.#victim = victim;
    this.#client = client;
    this.#random = random;
    this.#counts = counts;
    const { id, login, password, key } = JSON.parse(text);
    this.#id = id;
    this.#who = { login, password, key };
  }

  static async create(victim: Victim, client: Client, random: Random, counts: Counts) {
    const { text } = await client.send(`${victim.url}/_mock/sandboxes`, { method: 'POST' });
    return new FuzzedWorld(victim, client, random, counts, text);
  }

  /** Throws an error at the first wrong answer. */
  async attack(scope: Scope): Promise<void> {
    for (let turn = 0; turn < ROUND; turn++) {
      this.#victim.check();
      // Rules of the sandbox are tried at the end, since they make any answer possible.
      if (turn < API_PART) await this.#tryApi();
      else await this.#tryControl();
    }
    await this.#tryRules(scope);
    await this.#judgeData();
    await this.#control('DELETE', `/sandboxes/${this.#id}`);
  }

  async #tryApi(): Promise<void> {
    const random = this.#random;
    const operation = random.one(API.operations);
    const made = make(API, operation, random);
    const wrongs: Partial<Who>[] = [{ login: 'x' }, { key: 'x' }, DEMO];
    const { login, password, key } = { ...this.#who, ...(random.in(20) && random.one(wrongs)) };
    const url = new URL(`${this.#victim.url}/api${made.target}`);
    if (!random.in(20)) url.searchParams.set('key', key);
    const headers = {
      ...made.headers,
      ...(!random.in(20) && { authorization: basic(`${login}:${password}`) }),
      ...(random.in(10) && { prefer: random.one(PREFERENCES) }),
    };
    const method = made.method === 'GET' && random.in(20) ? 'HEAD' : made.method;
    const sent = { ...made, method, headers };
    const reply = await this.#reach(url, sent);
    if (reply) this.#judge(API, operation, sent, reply);
  }

  async #tryControl(): Promise<void> {
    const random = this.#random;
    const operation = random.one(CONTROL.operations);
    const { operationId } = operation;
    if (operationId === 'streamJournal') return;
    const made = make(CONTROL, operation, random);
    const url = new URL(`${this.#victim.url}/_mock${made.target}`);
    // Rules of the main world would act on requests without credentials.
    if (RULING.includes(operationId) || !random.in(10)) url.searchParams.set('sandbox', this.#id);
    const ending = ENDING.includes(operationId);
    if (ending) {
      this.#counts.epochs++;
      this.#counts.ending++;
    }
    const reply = await this.#reach(url, made);
    if (ending) this.#counts.ending--;
    if (reply === undefined) return;
    this.#judge(CONTROL, operation, made, reply);
    if (operationId !== 'createSandbox' || reply.status !== 201) return;
    await this.#control('DELETE', `/sandboxes/${JSON.parse(reply.text).id}`);
  }

  /** The answer; undefined where the end of an epoch of the main world may have closed the connection. */
  async #reach(url: URL, sent: Made): Promise<Reply | undefined> {
    const { epochs } = this.#counts;
    try {
      return await this.#client.send(url.href, sent);
    } catch (error) {
      if (this.#counts.epochs === epochs && this.#counts.ending === 0) {
        throw new Error(`No answer: ${JSON.stringify(sent)}`, { cause: error });
      }
      return undefined;
    }
  }

  #judge(document: OpenApiDocument, operation: Described, made: Made, reply: Reply): void {
    const { status, text } = reply;
    this.#counts.sent++;
    if (status < 400) this.#counts.valid++;
    else this.#counts.refused++;
    const fail = (why: string) => {
      const told = `${JSON.stringify(made)} got ${status} ${text.slice(0, 1000)}`;
      throw new Error(`${operation.operationId} ${why}: ${told}`);
    };
    if (status >= 500) fail('failed');
    if (made.invalid && status < 400) fail('accepted a body that the document forbids');
    if (made.method === 'HEAD') return;
    const objection = document.objectionTo(operation, status, text);
    if (objection) fail(`answered against the document, ${objection}`);
    this.#counts.judged++;
  }

  /** Has the rules act on requests; the client does not wait for long ones. */
  async #tryRules(scope: Scope): Promise<void> {
    const client = new Client(scope, this.#victim, 8);
    const { login, password, key } = this.#who;
    const headers = { authorization: basic(`${login}:${password}`) };
    const paths = ['/users/1', '/users', '/users/2', '/thematiques', '/actualisation', '/users/7'];
    const ended = Promise.allSettled(
      paths.map((path) => client.send(`${this.#victim.url}/api${path}?key=${key}`, { headers })),
    );
    await Promise.race([ended, sleep(50)]);
    client.close();
    await ended;
  }

  /** All lists must be valid, whatever the control plane has made of the data. */
  async #judgeData(): Promise<void> {
    await this.#control('PUT', `/rules?sandbox=${this.#id}`, '[]');
    const { text } = await this.#control(
      'GET',
      `/applications?sandbox=${this.#id}&credentials=true`,
    );
    const [application] = JSON.parse(text);
    // All of them may be revoked.
    if (application === undefined) return;
    const { login, password, key } = application;
    const headers = { authorization: basic(`${login}:${password}`) };
    for (const operation of API.operations.filter(({ method }) => method === 'GET')) {
      const target = operation.template.replace('{uid}', '1').replace('{semestre}', '2016-S1');
      const url = `${this.#victim.url}/api${target}?key=${encodeURIComponent(key)}`;
      const reply = await this.#client.send(url, { headers });
      this.#judge(API, operation, { method: 'GET', target, headers, invalid: false }, reply);
    }
  }

  #control(method: string, below: string, body?: string): Promise<Reply> {
    return this.#client.send(`${this.#victim.url}/_mock${below}`, {
      method,
      ...(body && { body, headers: { 'content-type': 'application/json' } }),
    });
  }
}
