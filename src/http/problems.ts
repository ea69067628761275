import { STATUS_CODES } from 'node:http';
import { Refusal } from '../contract/refusals.ts';

/** Of every refusal (RFC 9457). */
export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Names of RFC 9110 §15 for which Node has older ones. */
const TITLES: Readonly<Record<number, string>> = {
  413: 'Content Too Large',
  422: 'Unprocessable Content',
};

/** The reason phrase of a status (RFC 9110 §15). */
function titleOf(status: number): string {
  return TITLES[status] ?? STATUS_CODES[status] ?? 'Unknown';
}

/** A problem document of a status that the catalogue lacks (RFC 9457 §4.2.1). */
export function plainProblem(status: number, detail?: string): object {
  return {
    type: 'about:blank',
    title: titleOf(status),
    status,
    ...(detail !== undefined && { detail }),
  };
}

/** The text of the document of a refusal that comes before there is a request to speak of. */
export function earlyProblem(status: number, detail: string): string {
  return JSON.stringify(
    status === 400
      ? new Refusal('requete_invalide', detail).toDocument()
      : plainProblem(status, detail),
  );
}
