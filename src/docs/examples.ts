import { COLLECTIONS, type CollectionName } from '../contract/collections.ts';
import { BASE_PATH, type Operation } from '../contract/operations.ts';
import { NIVEAUX } from '../contract/provenance.ts';
import type { World } from '../world/world.ts';

/** Values that a reader of the OpenAPI document can send, and what is answered. */
export interface Examples {
  parameter(name: string): unknown;
  answer(operation: Operation): unknown;
}

/** Examples are records of the world; where it has none, the example is an empty list, or left out. */
export function createExamples(world: World): Examples {
  const first = Object.fromEntries(
    COLLECTIONS.map(({ name }) => [name, firstRecord(world, name)]),
  ) as Record<CollectionName, Record<string, unknown> | undefined>;
  const uid = (first.users?.uid ?? 1) as number;
  const list = (name: CollectionName) => (first[name] ? [first[name]] : []);
  const everything = Object.fromEntries(
    COLLECTIONS.map(({ name, plural }) => [plural, list(name)]),
  );

  const answers: Record<Operation['operationId'], () => unknown> = {
    getIndex: () => ({
      application: { nom: world.applications[0]?.nom },
      operations: [INDEX_EXAMPLE],
    }),
    setUserStatut: () => ({ uid, statut: 1, date_modification: '2016-03-14T09:26:53Z' }),
    getUser: () => first.users,
    listUsers: () => list('users'),
    listThematiques: () => list('thematiques'),
    getActualisation: () => ({ genere_le: GENERATED, periode: null, ...everything }),
    getActualisationSemestre: () => ({ genere_le: GENERATED, periode: PERIOD, ...everything }),
    listCampagnes: () => list('campagnes'),
    listPropositions: () => list('propositions'),
  };
  return {
    parameter: (name) => (name === 'uid' ? uid : PERIOD.semestre),
    answer: ({ operationId }) => answers[operationId](),
  };
}

function firstRecord(world: World, name: CollectionName): Record<string, unknown> | undefined {
  const { value } = world.list(name)[Symbol.iterator]().next() as { value?: Buffer };
  return value && JSON.parse(`[${value}]`)[0];
}

const GENERATED = '2016-10-03T08:00:00Z';
const PERIOD = {
  semestre: '2016-S1',
  debut: '2015-12-31T23:00:00Z',
  fin: '2016-06-30T22:00:00Z',
};
const INDEX_EXAMPLE = {
  operationId: 'getUser',
  methode: 'GET',
  href: `${BASE_PATH}/users/{uid}`,
  resume: 'Récupérer un partenaire',
  provenance: 'documented',
  niveau: NIVEAUX.documented,
};
