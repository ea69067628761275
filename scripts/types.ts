import { Application } from '../src/contract/applications.ts';
import { SCHEMAS } from '../src/contract/resources.ts';
import * as data from '../src/control/data-schemas.ts';
import { PartialRecord, PartialState } from '../src/control/partial-schemas.ts';
import * as sandboxes from '../src/control/sandbox-schemas.ts';
import * as control from '../src/control/schemas.ts';
import { Fidelity } from '../src/fidelity/schema.ts';
import type { Schema } from '../src/json/schema.ts';
import { Report } from '../src/report/schema.ts';
import { Har } from '../src/traffic/har-schema.ts';
import { RuleDefinition } from '../src/traffic/schemas.ts';

/** The generated files of types, each with its named schemas. */
export const TYPES: Readonly<Record<string, readonly Schema[]>> = {
  'src/contract/types.ts': [Application, ...Object.values(SCHEMAS)],
  'src/traffic/types.ts': [RuleDefinition, Har],
  'src/report/types.ts': [Report],
  'src/fidelity/types.ts': [Fidelity],
  'src/control/types.ts': [
    PartialRecord,
    PartialState,
    ...Object.values(data),
    ...Object.values(sandboxes),
    ...Object.values(control),
  ],
};

/** The text of a file of types: an interface, or an alias of a union, for each schema with a `title`. */
export function renderTypes(file: string): string {
  const elsewhere = new Map<string, string>();
  for (const [other, schemas] of Object.entries(TYPES)) {
    // Only files of earlier entries: imports point one way.
    if (other === file) break;
    for (const { title } of schemas.flatMap(named)) {
      if (!elsewhere.has(title)) elsewhere.set(title, other.replace(/^src/, '..'));
    }
  }
  const schemas = new Map(
    (TYPES[file] as readonly Schema[]).flatMap(named).map((each) => [each.title, each]),
  );
  const own = [...schemas.values()].filter(({ title }) => !elsewhere.has(title));
  const body = own.map(declaration).join('\n');
  const imports = [...elsewhere]
    .filter(([title]) => new RegExp(`\\b${title}\\b`).test(body.replace(/^ *\/\*\*.*$/gm, '')))
    .map(([title, from]) => `import type { ${title} } from '${from}';\n`);
  return [
    '// Generated from the schemas by "npm run types": change those.\n',
    imports.sort().join(''),
    body,
  ]
    .filter(Boolean)
    .join('\n');
}

type Named = Schema & { readonly title: string };

/** The named schemas within a schema, innermost first. */
function named(schema: Schema): Named[] {
  const { anyOf = [], items = {}, properties = {}, additionalProperties } = schema;
  const more = typeof additionalProperties === 'object' ? [additionalProperties] : [];
  const inside = [...anyOf, items, ...Object.values(properties), ...more].flatMap((each) =>
    each === schema || Object.keys(each).length === 0 ? [] : named(each),
  );
  return schema.title === undefined ? inside : [...inside, schema as Named];
}

function declaration(schema: Named): string {
  const { title, description } = schema;
  return schema.properties
    ? `${doc(description)}export interface ${title} ${members(schema, '')}\n`
    : `${doc(description)}export type ${title} = ${typeOf({ ...schema, title: '' }, '')};\n`;
}

function doc(description: string | undefined, indent = ''): string {
  return description === undefined ? '' : `${indent}/** ${description} */\n`;
}

function members({ properties = {}, required = [] }: Schema, outer: string): string {
  const indent = `${outer}  `;
  const lines = Object.entries(properties).map(([name, schema]) => {
    const mark = required.includes(name) ? '' : '?';
    return `${doc(schema.description, indent)}${indent}readonly ${name}${mark}: ${typeOf(schema, indent)};\n`;
  });
  return `{\n${lines.join('')}${outer}}`;
}

/** A schema as a TypeScript type; `indent` is the indentation of its first line. */
function typeOf(schema: Schema, indent: string): string {
  if (schema.title) return schema.title;
  if (schema.anyOf) return unionOf(schema.anyOf, indent);
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum) return schema.enum.map(literal).join(' | ');
  const [type, ...orNull] = [schema.type ?? 'unknown'].flat();
  return [simple(type as string, schema, indent), ...orNull].join(' | ');
}

function unionOf(forms: readonly Schema[], outer: string): string {
  const indent = `${outer}  `;
  return forms
    .map((form) => `\n${doc(form.description, indent)}${indent}| ${typeOf(form, `${indent}  `)}`)
    .join('');
}

function simple(type: string, schema: Schema, indent: string): string {
  if (type === 'integer') return 'number';
  if (type === 'array') return `ReadonlyArray<${typeOf(schema.items as Schema, indent)}>`;
  if (type !== 'object') return type;
  if (schema.properties) return members(schema, indent);
  const { additionalProperties: more } = schema;
  // Any object: an interface is no `Record`.
  return typeof more === 'object' ? `Readonly<Record<string, ${typeOf(more, indent)}>>` : 'object';
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}
