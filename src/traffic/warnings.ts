import { OPERATIONS, type OperationId } from '../contract/operations.ts';

/** A request as far as warnings are concerned. */
interface Exchange {
  readonly method: string;
  readonly operation: OperationId | null;
  readonly url: string;
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
  /** A POST that changed nothing. */
  readonly unchanged: boolean;
}

/** What the API tolerates, and a client should not do. */
export function warningsOf(exchange: Exchange): string[] {
  const { method, operation, rawHeaders, url } = exchange;
  const warnings: string[] = [];
  const known = OPERATIONS.find(({ operationId }) => operationId === operation)?.query ?? {};
  const parameters = new URLSearchParams(url.split(/\?(.*)/s)[1]);
  for (const name of new Set(parameters.keys())) {
    if (name !== 'key' && !Object.hasOwn(known, name)) {
      warnings.push(`the query parameter « ${name} » is unknown, and ignored`);
    }
    if (parameters.getAll(name).length > 1) {
      warnings.push(`the query parameter « ${name} » is repeated`);
    }
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
