import { DEFAULT_PATHS, type OperationId, type Paths } from '../contract/operations.ts';
import type { Exchange, Observer, Span, Witness } from '../traffic/observer.ts';
import type { Redaction } from '../traffic/redaction.ts';
import { systemClock } from '../world/clock.ts';
import { type Fact, factsOf, operationOf } from './facts.ts';
import { pulledBy } from './half-years.ts';
import type { Example, Observation } from './observation.ts';
import { type Outcome, outcomeOf, type Sense, senseOf } from './outcomes.ts';
import { nameShown, pathShown } from './paths-shown.ts';
import { Scope } from './scope.ts';
import { signatureOf } from './signature.ts';
import { Summary } from './summary.ts';
import { type Tallies, Tally } from './tally.ts';

/** The schema of the answers with records of all collections. */
const WHOLE = 'Actualisation';

/** Limits of the tables. */
export interface Limits {
  /** Requests whose judgement waits for a later verification, or for the client's next step. */
  readonly observations: number;
  /** Clients whose half-years are remembered, and the pulls of each. */
  readonly pulling: number;
  readonly pulls: number;
}

export const LIMITS: Limits = { observations: 10_000, pulling: 2000, pulls: 500 };

/** Settings of a collector. */
export interface CollectorOptions {
  /** Outcomes that tests provoke on purpose. */
  readonly expect?: readonly string[];
  readonly paths?: Paths;
  /** Removes the secrets of applications, and those that a request presents. */
  readonly redactionOf: (request: Pick<Exchange, 'url' | 'rawHeaders'>) => Redaction;
  readonly limits?: Limits;
}

/**
 * Collects the habits of a server's clients, in tables of a fixed size. It stands outside the worlds: a reset or the end
 * of a sandbox takes nothing from it.
 */
export class Collector implements Observer {
  readonly from = systemClock.now();
  readonly tallies: Tallies = new Map();
  worlds = 0;
  /** Observations that were dropped before they could be judged, and pulls that were not remembered. */
  unjudged = 0;
  readonly #options: Required<CollectorOptions>;
  readonly #seen = new WeakSet<Span>();
  readonly #scopes = new WeakMap<Span, Map<string | null, Scope>>();
  #latest: Span | undefined;
  #observations: Observation[] = [];
  #pulling: Scope[] = [];
  readonly #settled: Summary;
  /** The machine's time of the first request, in milliseconds since the process began. */
  #start: number | undefined;
  #stopping = false;

  constructor(options: CollectorOptions) {
    this.#options = { expect: [], paths: DEFAULT_PATHS, limits: LIMITS, ...options };
    this.#settled = new Summary(new Set(this.#options.expect));
  }

  /** The server ends: from now on, it is not the client that leaves. */
  stop(): void {
    this.#stopping = true;
  }

  simulating(span: Span, application: string | null): void {
    this.#scopeOf(span, application).simulating();
  }

  ended(exchange: Exchange): void {
    this.#start ??= exchange.start;
    const outcome = outcomeOf(exchange, this.#stopping);
    this.#tallyOf(exchange.operation).add(exchange, outcome);
    this.#countWorld(exchange.span);
    const sense = senseOf(outcome, exchange, this.#stopping);
    const facts = factsOf(exchange, outcome);
    const pulled = pulledBy(exchange, outcome);
    const known = this.#scopes.get(exchange.span)?.get(exchange.application);
    const watching = known?.isWatching === true;
    if (sense === 'fine' && facts.length === 0 && pulled === undefined && !watching) return;
    const scope = known ?? this.#scopeOf(exchange.span, exchange.application);
    const previous = watching ? this.#follow(scope, exchange, outcome, sense) : undefined;
    if (pulled !== undefined) this.#pull(scope, exchange, pulled);
    if (sense !== 'fine' || facts.length > 0) {
      const chained = previous !== undefined && previous.sense !== 'refused';
      const attempt = chained ? previous.attempt + 1 : 1;
      const observation = this.#observe(exchange, { outcome, sense, facts, attempt });
      if (sense !== 'fine') scope.await(observation);
    }
    if (exchange.decision !== undefined) scope.simulated();
  }

  /** All findings up to now, judged by the expectations of tests. */
  summary(): Summary {
    const summary = this.#settled.copy();
    for (const observation of this.#observations) summary.add(observation);
    for (const { pulls } of this.#pulling) summary.addPulls(pulls);
    return summary;
  }

  #tallyOf(operation: OperationId | null): Tally {
    let tally = this.tallies.get(operation);
    if (tally === undefined) {
      tally = new Tally();
      this.tallies.set(operation, tally);
    }
    return tally;
  }

  #countWorld(span: Span): void {
    if (span === this.#latest) return;
    this.#latest = span;
    if (this.#seen.has(span)) return;
    this.#seen.add(span);
    this.worlds++;
  }

  #scopeOf(span: Span, application: string | null): Scope {
    let scopes = this.#scopes.get(span);
    if (scopes === undefined) {
      scopes = new Map();
      this.#scopes.set(span, scopes);
    }
    let scope = scopes.get(application);
    if (scope === undefined) {
      scope = new Scope(span);
      scopes.set(application, scope);
    }
    return scope;
  }

  /** The earlier request that this one repeats. */
  #follow(
    scope: Scope,
    exchange: Exchange,
    outcome: Outcome,
    sense: Sense,
  ): Observation | undefined {
    const { start } = exchange;
    const { subject, lists, answer } = operationOf(exchange) ?? {};
    const collection =
      subject?.collection ?? lists ?? (answer?.schema === WHOLE ? null : undefined);
    if (sense === 'fine' && exchange.method === 'GET' && collection !== undefined) {
      scope.read({ start, collection, subject: subject ? subjectOf(exchange) : null });
    }
    return scope.followed({
      ...signatureOf(exchange),
      start,
      outcome,
      witness: witnessOf(exchange),
    });
  }

  #pull(scope: Scope, exchange: Exchange, semestre: string | null): void {
    const { pulling, pulls } = this.#options.limits;
    if (scope.pulls.length === 0) {
      if (this.#pulling.length >= pulling) this.#settlePulls(pulling);
      this.#pulling.push(scope);
    }
    if (scope.pulls.length >= pulls) {
      this.unjudged++;
      return;
    }
    const example = this.#exampleOf(exchange);
    scope.pulls.push({ semestre, at: exchange.at, witness: witnessOf(exchange), example });
  }

  #observe(
    exchange: Exchange,
    seen: Pick<Observation, 'outcome' | 'sense' | 'attempt'> & { facts: readonly Fact[] },
  ): Observation {
    const { span, operation, method, decision, start, end } = exchange;
    const redaction = this.#options.redactionOf(exchange);
    const collection = operationOf(exchange)?.subject?.collection;
    const observation: Observation = {
      ...seen,
      facts: seen.facts.map(({ kind, detail }) => ({
        kind,
        detail: kind.endsWith('-parameter') ? nameShown(detail, redaction) : detail,
      })),
      span,
      operation,
      method,
      simulated: decision !== undefined,
      signature: signatureOf(exchange),
      witness: witnessOf(exchange),
      example: this.#exampleOf(exchange, redaction),
      // A client may notice the end of a connection before the server does.
      after: seen.sense === 'open' && decision !== undefined ? start : end,
      until: seen.sense === 'later' ? untilOf(exchange) : undefined,
      about: collection && { collection, subject: subjectOf(exchange) },
      next: undefined,
      nextWitness: undefined,
    };
    this.#observations.push(observation);
    if (this.#observations.length > this.#options.limits.observations) this.#settle();
    return observation;
  }

  #exampleOf(exchange: Exchange, redaction = this.#options.redactionOf(exchange)): Example {
    const { method, status, world, start } = exchange;
    const at = Math.max(0, Math.round((start - (this.#start as number)) / 100) / 10);
    return { at, world, method, path: pathShown(exchange, this.#options.paths, redaction), status };
  }

  /** Judges the requests of spans that have ended: no verification can name them. Else drops the oldest. */
  #settle(): void {
    const open: Observation[] = [];
    for (const observation of this.#observations) {
      if (observation.span.ended) this.#settled.add(observation);
      else open.push(observation);
    }
    const most = Math.floor(this.#options.limits.observations / 2);
    const dropped = Math.max(0, open.length - most);
    this.unjudged += dropped;
    this.#observations = open.slice(dropped);
  }

  #settlePulls(most: number): void {
    const ended = this.#pulling.filter(({ span }) => span.ended);
    for (const { pulls } of ended) this.#settled.addPulls(pulls);
    const open = this.#pulling.filter(({ span }) => !span.ended);
    const dropped = open.slice(0, Math.max(0, open.length - Math.floor(most / 2)));
    for (const { pulls } of dropped) this.unjudged += pulls.length;
    this.#pulling = open.slice(dropped.length);
  }
}

function witnessOf({ entry }: Exchange): Witness {
  entry.witness ??= { expected: entry.expected };
  return entry.witness;
}

function subjectOf({ subjects }: Exchange): number | string | null {
  return Object.values(subjects).find((value) => value !== null) ?? null;
}

/** The end of `Retry-After` (RFC 9110 §10.2.3), in milliseconds since the process began. */
function untilOf({ end, retryAfter = '' }: Exchange): number | undefined {
  if (/^\d+$/.test(retryAfter)) return end + Number(retryAfter) * 1000;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? undefined : end + date - systemClock.now().getTime();
}
