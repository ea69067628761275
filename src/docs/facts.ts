import { isDemo } from '../contract/applications.ts';
import { COLLECTIONS } from '../contract/collections.ts';
import { OPERATIONS, type Parameter, type Paths } from '../contract/operations.ts';
import { SCHEMAS, type SchemaName } from '../contract/resources.ts';
import type { Schema } from '../json/schema.ts';
import { packageVersion } from '../version.ts';
import type { World } from '../world/world.ts';
import { type GuideFile, guideIn, LANGUAGES, readingOrder } from './guide-files.ts';

/** A part of a request or an answer, with the level of its name. */
interface Part {
  readonly name: string;
  readonly description: string | undefined;
  readonly level: string | undefined;
}

/** The parts of the contract that the page shows, and the credentials of the packaged demo application, which are public. */
export function factsOf(world: World, paths: Paths): object {
  const demo = world.applications.find(isDemo);
  return {
    version: packageVersion(),
    demo: demo ? { login: demo.login, password: demo.mot_de_passe, key: demo.cle } : null,
    collections: COLLECTIONS.map(({ name, key }) => ({ name, key })),
    operations: OPERATIONS.map((operation) => ({
      operationId: operation.operationId,
      method: operation.method,
      path: paths[operation.operationId],
      level: operation.provenance,
      source: operation.source,
      summary: { en: operation.english, fr: operation.summary },
      takes: [
        ...parameters(operation.params),
        ...parameters(operation.query),
        ...(operation.body ? partsOf(operation.body) : []),
      ],
      answer: {
        level: operation.answer.provenance,
        description: operation.answer.description,
        fields: partsOf(operation.answer.schema),
      },
    })),
  };
}

/** The guides in reading order: the page and its title in each language. */
export function guideFacts(): object[] {
  return readingOrder().map((name) =>
    Object.fromEntries(
      LANGUAGES.map((wanted) => {
        const { language, title } = guideIn(name, wanted) as GuideFile;
        return [wanted, { page: `${name}.${language}`, title }];
      }),
    ),
  );
}

function parameters(named: Readonly<Record<string, Parameter>>): Part[] {
  return Object.entries(named).map(([name, { description, provenance }]) => ({
    name,
    description,
    level: provenance,
  }));
}

function partsOf(schema: SchemaName): Part[] {
  const { properties }: { properties: Readonly<Record<string, Schema>> } = SCHEMAS[schema];
  return Object.entries(properties).map(([name, { description, 'x-provenance': level }]) => ({
    name,
    description,
    level,
  }));
}
