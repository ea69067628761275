import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, membersOf } from './answer.ts';
import type { Ask, Context } from './context.ts';
import { Skipped } from './outcome.ts';

/** Attempts to put a status back, and the milliseconds between them. */
const ATTEMPTS = 3;
const PAUSE = 500;

/** The partner whose status the checks change, and put back. */
export class Original {
  readonly #context: Context;
  /** The uid and the status before the first change. */
  #first: { readonly uid: number; readonly statut: 0 | 1 } | undefined;

  constructor(context: Context) {
    this.#context = context;
  }

  /** Sets the status. Throws a `Skipped` if it could not be put back. */
  async set(action: 0 | 1, ask: Partial<Ask> = {}): Promise<Answer> {
    return this.post(JSON.stringify({ action }), ask);
  }

  /** Posts a body to the partner's status. Throws a `Skipped` if the status could not be put back. */
  async post(body: string | Buffer | undefined, ask: Partial<Ask> = {}): Promise<Answer> {
    const { uid } = await this.#remember();
    return this.#context.send(postOf(this.#context, uid, body, ask));
  }

  async #remember(): Promise<{ readonly uid: number }> {
    if (this.#first === undefined) {
      const uid = await this.#context.uid();
      const statut = await this.#statut(uid);
      if (statut !== 0 && statut !== 1) {
        throw new Skipped(
          'the statut of the partner cannot be read, so that it could not be put back',
        );
      }
      this.#first = { uid, statut };
    }
    return this.#first;
  }

  async #statut(uid: number, whatever = false): Promise<unknown> {
    const path = this.#context.pathOf('getUser', { uid });
    return membersOf(await this.#context.send({ path }, whatever)).statut;
  }

  /** Puts the status back, if it was changed; resolves with a message if it could not. */
  async restore(): Promise<string | undefined> {
    if (this.#first === undefined) return undefined;
    const { uid, statut } = this.#first;
    const body = JSON.stringify({ action: statut });
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        if ((await this.#statut(uid, true)) === statut) return undefined;
        await this.#context.send(postOf(this.#context, uid, body), true);
        if ((await this.#statut(uid, true)) === statut) return undefined;
      } catch {
        // A server may recover: only the last attempt counts.
      }
      if (attempt < ATTEMPTS) await sleep(PAUSE);
    }
    return `The statut of partner ${uid} could not be put back: it was ${statut} before the run.`;
  }
}

/** A POST to a partner's status. */
export function postOf(
  context: Context,
  uid: number | string,
  body: string | Buffer | undefined,
  { headers, ...ask }: Partial<Ask> = {},
): Ask {
  return {
    method: 'POST',
    path: context.pathOf('setUserStatut', { uid }),
    headers: headers ?? ['Content-Type', 'application/json'],
    ...(body !== undefined && { body }),
    ...ask,
  };
}
