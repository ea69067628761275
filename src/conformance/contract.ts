import fs from 'node:fs';
import path from 'node:path';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { nameOf, placeOf, shape } from './shape.ts';

/** The published OpenAPI document, in the package. */
const FILE = path.join(import.meta.dirname, '..', '..', 'openapi', 'faire-simple.yaml');

/** A part of the document; only its members that are used. */
interface Schema {
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly $ref?: string;
  readonly format?: string;
  readonly pattern?: string;
}

/** An operation of the document. */
export interface Operation {
  readonly operationId: string;
  readonly method: string;
  /** Below the base URL, with `{parameters}`. */
  readonly path: string;
}

/** The examples of a refusal, by their codes. */
interface Example {
  readonly value: { readonly code: string; readonly title: string };
}

interface Document {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly operationId: string;
            readonly responses: Readonly<
              Record<
                string,
                {
                  readonly content?: Readonly<
                    Record<string, { examples?: Record<string, Example> }>
                  >;
                }
              >
            >;
          }
        >
      >
    >
  >;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** The published contract, and its validator: the server's own code judges nothing. */
export class Contract {
  readonly operations: ReadonlyMap<string, Operation>;
  readonly schemas: Readonly<Record<string, Schema>>;
  /** The titles of refusals, by their codes, as the examples have them. */
  readonly titles: ReadonlyMap<string, string>;
  readonly #ajv: Ajv2020;
  readonly #validators = new Map<string, ValidateFunction>();

  constructor(document: Document) {
    this.schemas = document.components.schemas;
    this.operations = new Map(
      Object.entries(document.paths).flatMap(([place, item]) =>
        Object.entries(item).map(([method, { operationId }]) => [
          operationId,
          { operationId, method: method.toUpperCase(), path: place },
        ]),
      ),
    );
    const items = Object.values(document.paths).flatMap((item) => Object.values(item));
    const contents = items
      .flatMap(({ responses }) => Object.values(responses))
      .flatMap(({ content = {} }) => Object.values(content));
    const examples = contents.flatMap(({ examples = {} }) => Object.values(examples));
    this.titles = new Map(examples.map(({ value }) => [value.code, value.title]));
    // OpenAPI's own keywords, such as "example", are annotations.
    this.#ajv = new Ajv2020({ strict: false, verbose: true });
    addFormats.default(this.#ajv);
    this.#ajv.addSchema({ $id: 'document', ...document });
  }

  /** The first violation of a schema, in words without the value; undefined if there is none. */
  violation(value: unknown, schema: string): string | undefined {
    return this.#judge(value, schema, { $ref: `document#/components/schemas/${schema}` });
  }

  /** The same for a member of a schema, by its path; members within it and the notation of dates are left to other checks. */
  memberViolation(value: unknown, schema: string, path: string): string | undefined {
    const names = path.split('.');
    const node = names.reduce<Schema | undefined>(
      (each, name) => (each?.properties ?? each?.items?.properties)?.[name],
      this.schemas[schema],
    );
    return this.#judge(value, `${schema}/${path}`, ownRules(node ?? {}));
  }

  #judge(value: unknown, name: string, schema: object): string | undefined {
    let validate = this.#validators.get(name);
    if (validate === undefined) {
      validate = this.#ajv.compile(schema);
      this.#validators.set(name, validate);
    }
    return validate(value) ? undefined : inWords(validate.errors?.[0] as ErrorObject);
  }
}

let contract: Contract | undefined;

/** Reads the published contract, once. */
export function readContract(): Contract {
  contract ??= new Contract(parse(fs.readFileSync(FILE, 'utf8')));
  return contract;
}

/** A schema without the rules of its members, of objects in a list, and of formats: all are dates. */
function ownRules({ properties, required, items, format, pattern, ...rest }: Schema): object {
  const isOwn = items !== undefined && items.properties === undefined && items.$ref === undefined;
  return {
    ...rest,
    ...(isOwn && { items }),
    ...(format === undefined && pattern !== undefined && { pattern }),
  };
}

/** A violation: its place, the shape of the value there, and what the schema expects. */
function inWords({ instancePath, keyword, params, schema, data }: ErrorObject): string {
  const place = instancePath === '' ? '' : `${placeOf(instancePath)}: `;
  switch (keyword) {
    case 'required':
      return `${place}${nameOf(params.missingProperty)} is missing`;
    case 'additionalProperties':
      return `${place}${nameOf(params.additionalProperty)} is unexpected`;
    case 'enum':
      return `${place}${shape(data)}, expected one of ${JSON.stringify(schema)}`;
    default:
      return `${place}${shape(data)}, expected ${keyword} ${JSON.stringify(schema)}`;
  }
}
