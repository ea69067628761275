import { OPERATIONS, type OperationId } from '../contract/operations.ts';

/** The parts of a request that warnings need. */
interface Exchange {
  readonly method: string;
  readonly operation: OperationId | null;
  readonly url: string;
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
  /** A POST without effect. */
  readonly unchanged: boolean;
}

/** The most warnings about query parameters. */
const MOST_OF_PARAMETERS = 20;

/** Warnings about habits that the API tolerates but a client should avoid. */
export function warningsOf(exchange: Exchange): string[] {
  const { method, operation, rawHeaders, url } = exchange;
  const warnings: string[] = [];
  const known = OPERATIONS.find(({ operationId }) => operationId === operation)?.query ?? {};
  const counts = new Map<string, number>();
  for (const name of new URLSearchParams(url.split(/\?(.*)/s)[1]).keys()) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  for (const [name, count] of counts) {
    if (warnings.length >= MOST_OF_PARAMETERS) {
      warnings.push('there are more such query parameters');
      break;
    }
    if (name !== 'key' && !Object.hasOwn(known, name)) {
      warnings.push(`the query parameter "${name}" is unknown, and ignored`);
    }
    if (count > 1) warnings.push(`the query parameter "${name}" is repeated`);
  }
  const header = (wanted: string) =>
    rawHeaders.find((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === wanted);
  if (header('accept') === undefined) warnings.push('there is no Accept header');
  if (exchange.unchanged) {
    warnings.push('the POST changed nothing: the record had this value already');
  }
  const hasBody = header('transfer-encoding') !== undefined || Number(header('content-length')) > 0;
  if (hasBody && (method === 'GET' || method === 'HEAD')) {
    warnings.push(`a ${method} with a body: it is ignored`);
  }
  return warnings;
}
