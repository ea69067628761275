import { COLLECTIONS, type CollectionName } from '../contract/collections.ts';
import { BASE_PATH, type Operation, type OperationId } from '../contract/operations.ts';
import { NIVEAUX } from '../contract/provenance.ts';
import type { World } from '../world/world.ts';

/** Example values that work in requests, and the answers to them. */
export interface Examples {
  /** The key of a record for a subject, else the contract's value. */
  parameter(operation: Operation, name: string): unknown;
  answer(operation: Operation): unknown;
}

type Example = Readonly<Record<string, unknown>>;

/** Examples from the world's records; without records, an empty list or no example. */
export function createExamples(world: World): Examples {
  const first = Object.fromEntries(
    COLLECTIONS.map(({ name }) => [name, firstRecord(world, name)]),
  ) as Record<CollectionName, Example | undefined>;
  const list = (name: CollectionName) => (first[name] ? [first[name]] : []);
  const everything = Object.fromEntries(
    COLLECTIONS.map(({ name, plural }) => [plural, list(name)]),
  );
  const others: Partial<Record<OperationId, unknown>> = {
    getIndex: { application: { nom: world.applications[0]?.nom }, operations: [OPERATION] },
    getActualisation: { genere_le: GENERATED, periode: null, ...everything },
    getActualisationSemestre: { genere_le: GENERATED, periode: PERIOD, ...everything },
  };
  const keyOf = (name: CollectionName) => {
    const key = COLLECTIONS.find((each) => each.name === name)?.key as string;
    return first[name]?.[key] ?? 1;
  };

  return {
    parameter({ subject, params }, name) {
      return subject?.parameter === name ? keyOf(subject.collection) : params[name]?.example;
    },
    answer({ operationId, subject, change, lists }) {
      if (subject && change) {
        const record = { ...first[subject.collection], [change.to]: 1 } as Example;
        return Object.fromEntries(change.answers.map((name) => [name, record[name]]));
      }
      if (subject) return first[subject.collection];
      return lists ? list(lists) : others[operationId];
    },
  };
}

function firstRecord(world: World, name: CollectionName): Example | undefined {
  const { value } = world.list(name)[Symbol.iterator]().next() as { value?: Buffer };
  return value && JSON.parse(`[${value}]`)[0];
}

const GENERATED = '2016-10-03T08:00:00Z';
const PERIOD = {
  semestre: '2016-S1',
  debut: '2015-12-31T23:00:00Z',
  fin: '2016-06-30T22:00:00Z',
};
const OPERATION = {
  operationId: 'getUser',
  methode: 'GET',
  href: `${BASE_PATH}/users/{uid}`,
  resume: 'Récupérer un partenaire',
  provenance: 'documented',
  niveau: NIVEAUX.documented,
};
