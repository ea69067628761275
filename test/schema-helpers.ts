import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

// Annotations of our own, such as x-provenance, are none of Ajv's strict keywords.
const ajv = new Ajv2020({
  strict: false,
  strictNumbers: true,
  allErrors: true,
  allowUnionTypes: true,
});
formats.default(ajv);

/** Whether a value is valid, to another validator than ours: Ajv. */
export function compile(schema: object): ValidateFunction {
  return ajv.compile(schema);
}

/** Ajv's errors for a value; empty for a valid one. */
export function errorsOf(schema: object, value: unknown): object[] {
  const validate = compile(schema);
  return validate(value) ? [] : (validate.errors ?? []);
}
