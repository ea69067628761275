import fs from 'node:fs';
import path from 'node:path';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { ROOT } from '../command-helpers.ts';
import { compile } from '../schema-helpers.ts';

/** A JSON Schema, as far as the documents use it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

/** An operation of one of the published documents. */
export interface Described {
  readonly operationId: string;
  readonly method: string;
  readonly template: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

/** A published OpenAPI document, which judges what a server takes and answers. */
export class OpenApiDocument {
  readonly operations: readonly Described[];
  readonly #components: { schemas: Record<string, Schema> };
  readonly #validators = new Map<Schema, ValidateFunction>();

  constructor(file: string) {
    const document = parse(fs.readFileSync(path.join(ROOT, 'openapi', file), 'utf8'));
    this.#components = document.components;
    this.operations = Object.entries(document.paths).flatMap(([template, item]) =>
      Object.entries(item as Record<string, Described>).map(([method, operation]) => ({
        ...operation,
        parameters: operation.parameters ?? [],
        method: method.toUpperCase(),
        template,
      })),
    );
  }

  /** The schema itself, where it refers to another. */
  resolve(schema: Schema): Schema {
    if (schema.$ref === undefined) return schema;
    const name = schema.$ref.replace('#/components/schemas/', '');
    return this.resolve(this.#components.schemas[name] as Schema);
  }

  /** The errors of a value; undefined for a valid one. */
  errorsOf(schema: Schema, value: unknown): string | undefined {
    let validate = this.#validators.get(schema);
    if (validate === undefined) {
      validate = compile({ ...schema, components: this.#components });
      this.#validators.set(schema, validate);
    }
    return validate(value) ? undefined : JSON.stringify(validate.errors).slice(0, 1000);
  }

  /** Why an operation cannot answer so; undefined if it can. */
  objectionTo({ responses }: Described, status: number, text: string): string | undefined {
    const response = responses[status] ?? responses.default;
    if (response === undefined) return `${status} is not described`;
    const { schema } = Object.values(response.content ?? {})[0] ?? {};
    if (schema === undefined) return text === '' ? undefined : 'described without a body';
    try {
      return this.errorsOf(schema, JSON.parse(text));
    } catch {
      return 'no JSON';
    }
  }
}
