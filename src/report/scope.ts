import type { Span, Witness } from '../traffic/observer.ts';
import type { Pull } from './half-years.ts';
import type { Next, Observation } from './observation.ts';
import type { Outcome } from './outcomes.ts';
import { repeats, type Signature } from './signature.ts';

/** Milliseconds in which the same request counts as repeated, after the answer or the end of its `Retry-After`. */
export const WINDOW = 60_000;

/** Milliseconds by which clocks and timers may differ. */
const TOLERANCE = 50;

/** The most requests of one client whose next step is awaited, and the most that are remembered besides. */
const AWAITED = 2000;
const REMEMBERED = 200;

/** A request that has ended. */
interface Later extends Signature {
  readonly start: number;
  readonly outcome: Outcome;
  readonly witness: Witness;
}

/** A successful GET of records. */
export interface Read {
  readonly start: number;
  /** Null: all collections. */
  readonly collection: string | null;
  /** Null: all records. */
  readonly subject: number | string | null;
}

/** The requests of one application in one span of a world's time: those of a client, or of several that share it. */
export class Scope {
  readonly span: Span;
  readonly pulls: Pull[] = [];
  /** Pulls that were not remembered. */
  lost = 0;
  /** The number of running requests on which rules act. */
  #simulated = 0;
  readonly #awaited = new Map<string, Observation[]>();
  readonly #later: Later[] = [];
  readonly #reads: Read[] = [];

  constructor(span: Span) {
    this.span = span;
  }

  simulating(): void {
    this.#simulated++;
  }

  simulated(): void {
    this.#simulated--;
    if (this.#simulated === 0) this.#later.length = 0;
  }

  /** Whether the next request may be the repetition of an earlier one. */
  get isWatching(): boolean {
    return this.#awaited.size > 0 || this.#simulated > 0;
  }

  read(read: Read): void {
    this.#reads.push(read);
    if (this.#reads.length > REMEMBERED) this.#reads.shift();
  }

  /** The observation that a request follows, which now has its next step. */
  followed(later: Later): Observation | undefined {
    const list = this.#awaited.get(later.head) ?? [];
    const at = list.findIndex(({ after, until, signature, sense }) => {
      const inTime = after < later.start && later.start <= (until ?? after) + WINDOW;
      return inTime && repeats(later, signature, sense === 'refused');
    });
    const [found] = at < 0 ? [] : list.splice(at, 1);
    if (list.length === 0) this.#awaited.delete(later.head);
    if (found !== undefined) this.#settle(found, later);
    else if (this.#simulated > 0) this.#remember(later);
    return found;
  }

  #remember(later: Later): void {
    this.#later.push(later);
    if (this.#later.length > REMEMBERED) this.#later.shift();
  }

  /** Awaits the client's next step, unless it has come: a client may notice the end of a connection first. */
  await(observation: Observation): void {
    const { signature, after, sense } = observation;
    const at = this.#later.findIndex(
      (later) => later.start > after && repeats(later, signature, sense === 'refused'),
    );
    const [later] = at < 0 ? [] : this.#later.splice(at, 1);
    if (later !== undefined) {
      this.#settle(observation, later);
      return;
    }
    const list = this.#awaited.get(signature.head) ?? [];
    list.push(observation);
    if (list.length > REMEMBERED) list.shift();
    this.#awaited.set(signature.head, list);
    const [oldest] = this.#awaited.keys();
    if (this.#awaited.size > AWAITED) this.#awaited.delete(oldest as string);
  }

  #settle(observation: Observation, { start, outcome, witness }: Later): void {
    observation.next = this.#nextOf(observation, start, outcome);
    observation.nextWitness = witness;
  }

  #nextOf(observation: Observation, start: number, outcome: Outcome): Next {
    const { sense, until, method } = observation;
    if (sense === 'refused') return outcome === observation.outcome ? 'futile' : 'differed';
    if (until !== undefined) return start < until - TOLERANCE ? 'early' : 'waited';
    const blind = sense === 'open' && method === 'POST' && !this.#hasLooked(observation, start);
    return blind ? 'blind' : 'repeated';
  }

  #hasLooked({ after, about }: Observation, before: number): boolean {
    return this.#reads.some(
      ({ start, collection, subject }) =>
        start > after &&
        start < before &&
        (collection === null || collection === about?.collection) &&
        (subject === null || subject === about?.subject),
    );
  }
}
