import type { OperationId } from '../contract/operations.ts';
import type { Exchange } from '../traffic/observer.ts';
import { operationOf } from './facts.ts';
import type { Outcome } from './outcomes.ts';

/** The most different outcomes of one operation that are counted by name. */
const OUTCOMES = 100;

/** The requests of one operation, or of unknown paths. */
export class Tally {
  requests = 0;
  /** Without TLS. */
  plain = 0;
  /** POSTs without effect. */
  unchanged = 0;
  readonly outcomes = new Map<Outcome, number>();
  /** Outcomes that are not counted by name. */
  others = 0;
  /** By query parameter of the contract. */
  readonly parameters = new Map<string, number>();

  add(exchange: Exchange, outcome: Outcome): void {
    this.requests++;
    if (!exchange.secure) this.plain++;
    if (exchange.unchanged) this.unchanged++;
    const count = this.outcomes.get(outcome);
    if (count === undefined && this.outcomes.size === OUTCOMES) this.others++;
    else this.outcomes.set(outcome, (count ?? 0) + 1);
    for (const name of Object.keys(operationOf(exchange)?.query ?? {})) {
      if (!new RegExp(`[?&]${name}=`).test(exchange.url)) continue;
      this.parameters.set(name, (this.parameters.get(name) ?? 0) + 1);
    }
  }
}

/** By operation; null: of unknown paths. */
export type Tallies = Map<OperationId | null, Tally>;
