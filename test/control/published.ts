import fs from 'node:fs';
import path from 'node:path';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { ROOT } from '../command-helpers.ts';
import { compile } from '../schema-helpers.ts';

interface Published {
  paths: Record<string, Record<string, { responses: Record<string, Response> }>>;
  components: object;
}

interface Response {
  content?: Record<string, { schema: object }>;
}

const document: Published = parse(
  fs.readFileSync(path.join(ROOT, 'openapi', 'control.yaml'), 'utf8'),
);
const routes = Object.entries(document.paths).map(([template, item]) => ({
  pattern: new RegExp(`^${template.replace(/\/$/, '/?').replace(/\{\w+\}/g, '[^/]+')}$`),
  template,
  item,
}));
const validators = new Map<string, ValidateFunction>();

/** Throws an error where an answer of the control plane is none that the published document has. */
export function holdAgainstPublished(
  method: string,
  target: string,
  { status, json, text }: { status: number; json: unknown; text: string },
): void {
  const [below = ''] = target.split('?');
  const route = routes.find(({ pattern }) => pattern.test(below));
  const operation = route?.item[method.toLowerCase()];
  // No operation: the document has no place for 404 of a path, and 405.
  if (route === undefined || operation === undefined) return;
  const place = `${method} ${route.template} ${status}`;
  const response = operation.responses[status];
  if (response === undefined) throw new Error(`${place} is not in openapi/control.yaml: ${text}`);
  const { schema } = Object.values(response.content ?? {})[0] ?? {};
  if (schema === undefined || json === undefined) {
    if (text !== '') throw new Error(`${place} is described without a body: ${text}`);
    return;
  }
  const validate = validators.get(place) ?? compile({ ...schema, components: document.components });
  validators.set(place, validate);
  if (!validate(json)) {
    throw new Error(`${place} is not valid: ${JSON.stringify(validate.errors)} ${text}`);
  }
}
