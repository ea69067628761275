import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { RuleDefinition, SandboxHandle } from '../../src/index.ts';
import { basic } from '../helpers.ts';
import { type Post, type RuleOfModel, TrafficModel } from './traffic-model.ts';
import type { Client } from './victim.ts';

/** A step of a sequence. */
export type Step =
  | { do: 'get'; uid: number }
  | ({ do: 'post' } & Post)
  | { do: 'add'; rule: RuleOfModel }
  | { do: 'remove'; id: string }
  | { do: 'replace'; rules: readonly RuleOfModel[] }
  | { do: 'release'; id: string; count: number }
  | { do: 'verify'; operation: 'getUser' | 'setUserStatut'; uid: number; times: number }
  | { do: 'save' | 'restore'; name: string }
  | { do: 'clearJournal' | 'reset' | 'resetData' };

/** Turns of 2 ms after which the world must equal its model. */
const TURNS = 300;

/** A sandbox, reached through sockets, and the model that it must equal after each step. */
export class ComparedWorld {
  readonly #sandbox: SandboxHandle;
  readonly #client: Client;
  readonly #uids: readonly number[];
  readonly #model: TrafficModel;
  /** The ends of the held requests, by their numbers in the model. */
  readonly #ends = new Map<number, Promise<number>>();
  /** The requests that have been held. */
  held = 0;

  constructor(sandbox: SandboxHandle, client: Client, uids: readonly number[]) {
    this.#sandbox = sandbox;
    this.#client = client;
    this.#uids = uids;
    this.#model = new TrafficModel(this.#statuts());
  }

  async perform(step: Step): Promise<void> {
    await this.#do(step);
    await this.#equals(step);
  }

  async #do(step: Step): Promise<void> {
    const [sandbox, model] = [this.#sandbox, this.#model];
    switch (step.do) {
      case 'get':
        return this.#request(step.uid);
      case 'post':
        return this.#request(step.uid, { uid: step.uid, action: step.action });
      case 'add':
        sandbox.addRule(toDefinition(step.rule));
        return this.#ended(model.add(step.rule), 200);
      case 'remove':
        if (!model.rules.some(({ rule: { id } }) => id === step.id)) return;
        sandbox.deleteRule(step.id);
        return this.#ended(model.remove(step.id), 200);
      case 'replace':
        sandbox.replaceRules(step.rules.map(toDefinition));
        return this.#ended(model.replace(step.rules), 200);
      case 'release': {
        if (!model.rules.some(({ rule: { id } }) => id === step.id)) return;
        const passing = model.release(step.id, step.count);
        const { released } = sandbox.releaseRule(step.id, { count: step.count });
        assert.equal(released, passing.length);
        return this.#ended(passing, 200);
      }
      case 'verify': {
        const { do: _, times, ...expectation } = step;
        const count = model.verify(step.operation, step.uid, times);
        const verify = () => sandbox.verify({ ...expectation, times });
        if (count === times) verify();
        else assert.throws(verify, { name: 'VerificationError' });
        return;
      }
      case 'save':
        sandbox.saveSnapshot(step.name);
        return model.save(step.name);
      case 'restore':
        if (!model.has(step.name)) return;
        sandbox.restoreSnapshot(step.name);
        return this.#ended(model.restore(step.name), 0);
      case 'clearJournal':
        sandbox.clearJournal();
        return model.clearJournal();
      default:
        sandbox[step.do]();
        return this.#ended(model[step.do](), 0);
    }
  }

  /** Sends a request, and waits until it has ended or is held. */
  async #request(uid: number, post?: Post): Promise<void> {
    const { end, number } = this.#model.request(uid, post);
    const sent = this.#send(uid, post);
    if (end !== undefined) {
      assert.equal(await sent, end);
      return;
    }
    this.held++;
    this.#ends.set(number, sent);
    const all = () => this.#sandbox.listRules().reduce((sum, { held }) => sum + held, 0);
    for (let turn = 0; all() < this.#model.held.size; turn++) {
      assert.ok(turn < TURNS, 'it is not held');
      await sleep(1);
    }
  }

  async #send(uid: number, post: Post | undefined): Promise<number> {
    const { apiUrl, application } = this.#sandbox;
    const { login, password, key } = application;
    const headers = { authorization: basic(`${login}:${password}`), connection: 'close' };
    const url = `${apiUrl}/users/${uid}${post ? '/statut' : ''}?key=${key}`;
    const sent = post
      ? {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/json' },
          body: JSON.stringify({ action: post.action }),
        }
      : { headers };
    return this.#client.send(url, sent).then(
      ({ status }) => status,
      () => 0,
    );
  }

  async #ended(numbers: readonly number[], status: number): Promise<void> {
    for (const number of numbers) {
      assert.equal(await this.#ends.get(number), status);
      this.#ends.delete(number);
    }
  }

  #statuts(): Map<number, 0 | 1> {
    return new Map(this.#uids.map((uid) => [uid, this.#sandbox.getRecord('users', uid).statut]));
  }

  /** All that can be seen; an aborted request ends in a turn of its own. */
  async #equals(step: Step): Promise<void> {
    const expected = this.#expected();
    for (let turn = 0; turn < TURNS; turn++) {
      if (isDeepStrictEqual(this.#seen(), expected)) return;
      await sleep(2);
    }
    assert.deepEqual(this.#seen(), expected, JSON.stringify(step));
  }

  #expected(): object {
    const model = this.#model;
    const entries = model.journal.map(({ entry }, index) => ({ id: index + 1, ...entry }));
    return {
      rules: model.rules.map(({ rule: { id }, matched, acted }) => ({
        ...{ id, matched, acted },
        held: model.heldBy(id),
      })),
      journal: entries,
      unexpected: entries.filter((_, index) => !model.journal[index]?.expected),
      statuts: new Map(this.#uids.map((uid) => [uid, model.statut(uid)])),
    };
  }

  #seen(): object {
    const sandbox = this.#sandbox;
    const toEntry = ({
      id,
      operation,
      uid,
      state,
      status,
      rules,
    }: ReturnType<SandboxHandle['listJournal']>[number]) => ({
      ...{ id, operation, uid, state, status, rules },
    });
    return {
      rules: sandbox
        .listRules()
        .map(({ id, matched, acted, held }) => ({ id, matched, acted, held })),
      journal: sandbox.listJournal().map(toEntry),
      // By change, since their ends are what a test waits for.
      unexpected: sandbox
        .unexpected()
        .map(toEntry)
        .sort((one, other) => one.id - other.id),
      statuts: this.#statuts(),
    };
  }
}

const ACTIONS = {
  refuse: { action: 'answer', status: 503 },
  hold: { action: 'hold' },
  pass: { action: 'pass' },
} as const;

function toDefinition({ id, uid, after, times, does }: RuleOfModel): RuleDefinition {
  return {
    ...{ id, after, then: ACTIONS[does] },
    ...(uid !== undefined && { match: { uid } }),
    ...(times !== undefined && { times }),
  };
}
