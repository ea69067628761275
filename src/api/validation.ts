import type { FastifySchemaCompiler, RouteShorthandOptions } from 'fastify';
import { malformed } from '../contract/malformed.ts';
import type { Operation, Parameter } from '../contract/operations.ts';
import { Refusal, type RequestViolation } from '../contract/refusals.ts';
import { SCHEMAS } from '../contract/resources.ts';
import { refusalOfBody } from './body.ts';

type Values = Readonly<Record<string, unknown>>;
type Parameters = Readonly<Record<string, Parameter>>;

/** The schemas and compilers with which Fastify validates an operation's requests against the contract. */
export function validationOf(
  operation: Operation,
): Pick<RouteShorthandOptions, 'schema' | 'validatorCompiler'> {
  const { params, query, body } = operation;
  return {
    schema: {
      tags: [operation.tag],
      ...(hasMembers(params) && { params: schemaOf(params, true) }),
      ...(hasMembers(query) && { querystring: schemaOf(query, false) }),
      ...(body && { body: SCHEMAS[body] }),
    },
    validatorCompiler: validatorsOf(operation),
  };
}

/**
 * Validators of the contract behind Fastify's compiler interface. Parameters are matched as texts against their
 * notation: a JSON Schema would see them converted, and admit `01` for 1. Unknown names are ignored (CONTRACT.md §2).
 */
function validatorsOf({ params, query, body }: Operation): FastifySchemaCompiler<unknown> {
  return ({ httpPart }) => {
    switch (httpPart) {
      case 'params':
        return outcome((values) => refusalOfParameters('params', params, values));
      case 'querystring':
        return outcome((values) => refusalOfParameters('query', query, values));
      default: {
        const schema = SCHEMAS[body as 'ChangementStatut'];
        return outcome((value) => refusalOfBody(schema, value));
      }
    }
  };
}

function outcome(check: (value: never) => Refusal | undefined) {
  return (value: unknown) => {
    const error = check(value as never);
    return error === undefined ? true : { error };
  };
}

function refusalOfParameters(
  part: 'params' | 'query',
  parameters: Parameters,
  values: Values,
): Refusal | undefined {
  let errors: RequestViolation[] | undefined;
  for (const name in parameters) {
    const value = values[name];
    if (value === undefined) continue;
    const parameter = parameters[name] as Parameter;
    const repeated = Array.isArray(value);
    if (!repeated && parameter.pattern.test(String(value))) continue;
    errors ??= [];
    errors.push(malformed(part, name, parameter, repeated));
  }
  if (errors === undefined) return undefined;
  const detail = errors.map((each) => each.detail).join(' ');
  return new Refusal('requete_invalide', detail, { errors });
}

function schemaOf(parameters: Parameters, required: boolean): object {
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(parameters).map(([name, { schema }]) => [name, schema]),
    ),
    ...(required && { required: Object.keys(parameters) }),
  };
}

function hasMembers(object: object): boolean {
  return Object.keys(object).length > 0;
}
