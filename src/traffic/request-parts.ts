import { BASE_PATH, type Subjects } from '../contract/operations.ts';

/** In place of a part that was dropped to make room. */
export const DROPPED = Symbol('dropped');

/** The parts of a request that conditions are about; most are made when a condition needs them. */
export interface RequestParts {
  readonly method: string;
  readonly subjects: Subjects;
  /** Below the base path, decoded, without a trailing slash. */
  path(): string | typeof DROPPED;
  /** The values of a query parameter: several if it is repeated, none if it is missing. */
  query(name: string): readonly string[] | typeof DROPPED;
  /** The values of a header field, by its name in lower case. */
  header(name: string): readonly string[] | typeof DROPPED;
  /** A JSON value, or `DROPPED`; undefined without a JSON body. */
  body(): unknown;
}

/** The path of a URL below the base path, decoded unless it is malformed, without a trailing slash: `/users/9`. */
export function pathBelowBase(url: string): string {
  const [path = ''] = url.split('?', 1);
  const below = path.slice(BASE_PATH.length).replace(/\/$/, '') || '/';
  try {
    return decodeURIComponent(below);
  } catch {
    return below;
  }
}

/** The values of a query parameter in a URL. */
export function queryValues(url: string, name: string): string[] {
  const start = url.indexOf('?');
  // Without escapes, a query that has the parameter contains its name.
  if (start < 0 || !(/[%+]/.test(url) || url.includes(name, start))) return [];
  return new URLSearchParams(url.slice(start + 1)).getAll(name);
}

/** The values of a header field, given its name in lower case, and names and values in turn. */
export function fieldValues(rawHeaders: readonly string[], name: string): string[] {
  return rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name);
}
