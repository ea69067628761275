import { type OperationId, SUBJECT_NAMES } from '../contract/operations.ts';
import type { RefusalCode } from '../contract/refusals.ts';
import { checksOf, every, matchesText } from './conditions.ts';
import type { Entry, RequestState } from './entry.ts';
import { PartsOfEntry } from './parts-of-entry.ts';
import type { Match, TextCondition, TextOperator } from './types.ts';

/** An expected request; all given members must match. */
export interface Expectation extends Match {
  readonly operation?: OperationId;
  /** The state of the request. */
  readonly state?: RequestState;
  /** The status of the response; a running request has none yet. */
  readonly status?: number | TextOperator;
  /** The id of a rule that acted, `Prefer` included. */
  readonly rule?: string | TextOperator;
  /** The login of the application. */
  readonly application?: string | TextOperator;
  /** The code of the refusal. */
  readonly refusal?: RefusalCode | TextOperator;
}

/** Whether a request matches; undefined if that depends on dropped details. */
export type Matcher = (entry: Entry) => boolean | undefined;

/** The part of an expectation that one check is about. */
export interface Expected {
  readonly member: keyof Expectation;
  /** The name of a query parameter or header field. */
  readonly name?: string;
  readonly condition: unknown;
  readonly holds: Matcher;
}

/** The most results in a check's cache. */
const REMEMBERED = 1000;

/** The parts of an expectation with their checks, the quickest first. */
export function partsOf(expectation: Expectation): Expected[] {
  const { operation, status, state, rule, application, refusal, query, headers } = expectation;
  const { method, path, body } = expectation;
  const parts: Expected[] = [];
  const add = <Condition>(
    member: keyof Expectation,
    condition: Condition | undefined,
    matcher: (condition: Condition) => Matcher,
    name?: string,
  ) => {
    if (condition === undefined) return;
    parts.push({ member, ...(name && { name }), condition, holds: matcher(condition) });
  };
  add('operation', operation, (condition) => (entry) => entry.operation === condition);
  for (const name of SUBJECT_NAMES) {
    // A thousand waits may look at each request.
    add(name, expectation[name], (condition) =>
      typeof condition === 'object'
        ? matcherOfParts({ [name]: condition })
        : ({ subjects }) => subjects[name] === condition,
    );
  }
  add('status', status, (condition) => ({ state, status }) => {
    return matchesText(condition, state === 'running' ? [] : [String(status)]);
  });
  add('state', state, (condition) => (entry) => entry.state === condition);
  add(
    'rule',
    rule,
    (condition) =>
      ({ rules }) =>
        matchesText(condition, rules),
  );
  add('method', method, (condition) => matcherOfParts({ method: condition }));
  add('application', application, (condition) => ({ details }) => {
    return details && matchesText(condition, details.application ? [details.application] : []);
  });
  add('refusal', refusal, (condition) => ({ details }) => {
    return details && matchesText(condition, details.refusal ? [details.refusal.code] : []);
  });
  add('path', path, (condition) => remembering(urlOf, matcherOfParts({ path: condition })));
  for (const [name, one] of Object.entries(query ?? {})) {
    const matches = (condition: TextCondition) =>
      remembering(urlOf, matcherOfParts({ query: { [name]: condition } }));
    add('query', one, matches, name);
  }
  for (const [name, one] of Object.entries(headers ?? {})) {
    const matches = (condition: TextCondition) =>
      remembering(fieldsOf, matcherOfParts({ headers: { [name]: condition } }));
    add('headers', one, matches, name);
  }
  add('body', body, (condition) => remembering(bodyOf, matcherOfParts({ body: condition })));
  return parts;
}

export function matcherOf(expectation: Expectation): Matcher {
  const parts = partsOf(expectation);
  return (entry) => every(parts, ({ holds }) => holds(entry));
}

function matcherOfParts(match: Match): Matcher {
  const [check] = checksOf(match).values();
  return (entry) => check?.(new PartsOfEntry(entry));
}

/** A matcher that remembers its results: many requests have the same URL, header fields or body. */
function remembering(partOf: (entry: Entry) => unknown, matcher: Matcher): Matcher {
  const remembered = new Map<unknown, boolean | undefined>();
  return (entry) => {
    const part = partOf(entry);
    if (remembered.has(part)) return remembered.get(part);
    const held = matcher(entry);
    if (remembered.size === REMEMBERED) remembered.clear();
    remembered.set(part, held);
    return held;
  };
}

const urlOf = ({ details }: Entry) => details?.url;
/** A client's header fields are stored once. */
const fieldsOf = ({ details }: Entry) => details?.rawHeaders;
const bodyOf = ({ requestBody }: Entry) => requestBody;
