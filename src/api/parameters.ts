import type { Operation, Parameter } from '../contract/operations.ts';
import { Refusal } from '../contract/refusals.ts';

type Values = Readonly<Record<string, unknown>>;

/** Refuses path and query parameters that are malformed, or repeated; those that nobody knows are ignored. */
export function checkParameters(operation: Operation, params: Values, query: Values): void {
  // Every request passes here: for…in makes no list of the names.
  for (const name in operation.params) {
    check('Dans le chemin, ', name, operation.params[name] as Parameter, params[name]);
  }
  for (const name in operation.query) {
    if (query[name] !== undefined) {
      check('Le paramètre ', name, operation.query[name] as Parameter, query[name]);
    }
  }
}

/** The value is not repeated in the answer: it could be a secret that slipped into the wrong place. */
function check(
  where: string,
  name: string,
  { pattern, expected }: Parameter,
  value: unknown,
): void {
  if (!Array.isArray(value) && pattern.test(String(value))) return;
  const what = `${where}« ${name} »`;
  if (Array.isArray(value)) {
    throw new Refusal('requete_invalide', `${what} est répété : donnez-le une fois.`);
  }
  throw new Refusal('requete_invalide', `${what} est mal formé : attendu ${expected}.`);
}
