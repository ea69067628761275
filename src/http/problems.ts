import { Refusal } from '../contract/refusals.ts';
import { STATUS_CODES } from '../node-http.ts';

/** Media type of refusals (RFC 9457). */
export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Titles of RFC 9110 §15 for which Node has older ones. */
const TITLES: Readonly<Record<number, string>> = {
  413: 'Content Too Large',
  422: 'Unprocessable Content',
};

/** The reason phrase of a status (RFC 9110 §15). */
function titleOf(status: number): string {
  return TITLES[status] ?? STATUS_CODES[status] ?? 'Unknown';
}

/** A problem document for a status outside the catalogue (RFC 9457 §4.2.1). */
export function plainProblem(status: number, detail?: string): object {
  return {
    type: 'about:blank',
    title: titleOf(status),
    status,
    ...(detail !== undefined && { detail }),
  };
}

/** The problem document, as text, of a refusal that precedes the parsing of a request. */
export function earlyProblem(status: number, detail: string): string {
  return JSON.stringify(
    status === 400
      ? new Refusal('requete_invalide', detail).toDocument()
      : plainProblem(status, detail),
  );
}
