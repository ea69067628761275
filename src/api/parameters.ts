import type { Operation, Parameter } from '../contract/operations.ts';
import { Problem } from '../contract/problems.ts';

type Values = Readonly<Record<string, unknown>>;

/** Refuses path and query parameters that are malformed, or repeated; those that nobody knows are ignored. */
export function checkParameters(operation: Operation, params: Values, query: Values): void {
  for (const [name, parameter] of Object.entries(operation.params)) {
    check(`Dans le chemin, « ${name} »`, parameter, params[name]);
  }
  for (const [name, parameter] of Object.entries(operation.query)) {
    if (query[name] !== undefined) check(`Le paramètre « ${name} »`, parameter, query[name]);
  }
}

/** The value is not repeated in the answer: it could be a secret that slipped into the wrong place. */
function check(what: string, { pattern, expected }: Parameter, value: unknown): void {
  if (Array.isArray(value)) {
    throw new Problem('requete_invalide', `${what} est répété : donnez-le une fois.`);
  }
  if (!pattern.test(String(value))) {
    throw new Problem('requete_invalide', `${what} est mal formé : attendu ${expected}.`);
  }
}
