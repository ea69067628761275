import { OPERATIONS, type Operation } from '../contract/operations.ts';
import type { Exchange } from '../traffic/observer.ts';
import type { Kind } from './kinds.ts';
import type { Outcome } from './outcomes.ts';

/** A habit of a client that one request shows. */
export interface Fact {
  readonly kind: Kind;
  /** The refusal, or the name of the parameter as it was sent. */
  readonly detail: string;
}

/** A query string with no other parameter than one key. */
const KEY_ALONE = /^[^?]*\?key=[^&]+$/;

/** The most facts of one request. */
const MOST = 20;

const BY_ID: ReadonlyMap<string, Operation> = new Map(
  OPERATIONS.map((operation) => [operation.operationId, operation]),
);

/** The operation of a request; undefined for an unknown path. */
export function operationOf({ operation }: Pick<Exchange, 'operation'>): Operation | undefined {
  return operation === null ? undefined : BY_ID.get(operation);
}

/** The facts that a request shows. */
export function factsOf(exchange: Exchange, outcome: Outcome): Fact[] {
  const { url, code } = exchange;
  const simulated = isSimulated(exchange);
  const facts: Fact[] = [];
  const add = (kind: Kind, detail: string) => facts.push({ kind, detail });
  if (outcome === 'aborted') add('aborted', outcome);
  if (code === 'identification_requise' && !simulated) add('without-basic', code);
  if (!KEY_ALONE.test(url)) factsOfQuery(exchange, add);
  const wrongAction = code === 'requete_invalide' || simulated ? actionOf(exchange) : undefined;
  if (wrongAction !== undefined) add('action-not-integer', wrongAction);
  const told = facts.length > 0 && ['requete_invalide', 'cle_manquante'].includes(String(code));
  const told401 = code === 'identification_requise' || code === 'erreur_interne';
  if (code !== undefined && !simulated && !told && !told401) add('refusal', code);
  return facts.slice(0, MOST);
}

/** Whether a rule has given the answer in place of the operation. */
export function isSimulated({ decision }: Exchange): boolean {
  const action = decision?.action.action;
  return action === 'answer' || action === 'refuse';
}

function factsOfQuery(exchange: Exchange, add: (kind: Kind, detail: string) => void): void {
  const counts = new Map<string, number>();
  const query = new URLSearchParams(exchange.url.split(/\?(.*)/s)[1]);
  for (const name of query.keys()) counts.set(name, (counts.get(name) ?? 0) + 1);
  if (!query.get('key')) add('without-key', 'cle_manquante');
  const known = operationOf(exchange)?.query ?? {};
  for (const [name, count] of counts) {
    if (name !== 'key' && !Object.hasOwn(known, name)) add('unknown-parameter', name);
    if (count > 1) add('repeated-parameter', name);
  }
}

/** The JSON type of the member that must be an integer, if it is none. */
function actionOf(exchange: Exchange): string | undefined {
  const name = operationOf(exchange)?.change?.from;
  const { requestBody } = exchange;
  if (name === undefined || typeof requestBody !== 'string') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(requestBody)?.[name];
  } catch {
    return undefined;
  }
  if (value === undefined || Number.isInteger(value)) return undefined;
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
