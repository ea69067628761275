import type { Parameter } from './operations.ts';
import type { RequestViolation } from './refusals.ts';

/** The violation of a malformed or repeated parameter. It does not tell the value: a misplaced one could be a secret. */
export function malformed(
  part: 'params' | 'query',
  name: string,
  { expected }: Parameter,
  repeated = false,
): RequestViolation {
  const where = part === 'params' ? 'Dans le chemin, ' : 'Le paramètre ';
  const wrong = repeated
    ? 'est répété : donnez-le une fois'
    : `est mal formé : attendu ${expected}`;
  return { parameter: name, detail: `${where}« ${name} » ${wrong}.` };
}
