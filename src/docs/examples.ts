import { COLLECTIONS, type CollectionName } from '../contract/collections.ts';
import { malformed } from '../contract/malformed.ts';
import {
  BASE_PATH,
  type Change,
  type Operation,
  type OperationId,
  type Subject,
} from '../contract/operations.ts';
import { NIVEAUX } from '../contract/provenance.ts';
import { Refusal, type RefusalCode } from '../contract/refusals.ts';
import type { World } from '../world/world.ts';

/** Example values that work in requests, and the answers to them. */
export interface Examples {
  /** The key of a record for a subject, else the contract's value. */
  parameter(operation: Operation, name: string): unknown;
  answer(operation: Operation): unknown;
  /** The bodies of a change; the first one changes the record of the parameter's example. */
  bodies(operation: Operation): object;
}

/** Example bodies of `setUserStatut`, which sets the statut to its action. */
export const BODY_EXAMPLES = {
  inscription: { summary: 'Inscription (l’exemple du §4)', value: { action: 1 } },
  desinscription: { summary: 'Désinscription', value: { action: 0 } },
};

type Example = Readonly<Record<string, unknown>>;

/** Examples from the world's first records; without records, an empty list or no example. */
export function createExamples(world: World): Examples {
  const records = Object.fromEntries(
    COLLECTIONS.map(({ name }) => [name, firstRecords(world, name)]),
  ) as Record<CollectionName, readonly Example[]>;
  const list = (name: CollectionName) => records[name].slice(0, 1);
  const everything = Object.fromEntries(
    COLLECTIONS.map(({ name, plural }) => [plural, list(name)]),
  );
  const others: Partial<Record<OperationId, unknown>> = {
    getIndex: { application: { nom: world.applications[0]?.nom }, operations: [OPERATION] },
    getActualisation: { genere_le: GENERATED, periode: null, ...everything },
    getActualisationSemestre: { genere_le: GENERATED, periode: PERIOD, ...everything },
  };
  /** The record that an operation is about: of a change, one that it changes, if there is one. */
  const recordOf = ({ collection }: Subject, change: Change | undefined): Example | undefined => {
    const [first] = records[collection];
    return change ? (records[collection].find((each) => each[change.to] !== 1) ?? first) : first;
  };
  const keyOf = (subject: Subject, change: Change | undefined) => {
    const key = COLLECTIONS.find(({ name }) => name === subject.collection)?.key as string;
    return recordOf(subject, change)?.[key] ?? 1;
  };

  return {
    parameter({ subject, change, params }, name) {
      return subject?.parameter === name ? keyOf(subject, change) : params[name]?.example;
    },
    answer({ operationId, subject, change, lists }) {
      if (subject && change) {
        const before = recordOf(subject, change);
        const record: Example = { ...before, [change.to]: before?.[change.to] === 1 ? 0 : 1 };
        return Object.fromEntries(change.answers.map((name) => [name, record[name]]));
      }
      if (subject) return recordOf(subject, change);
      return lists ? list(lists) : others[operationId];
    },
    bodies({ subject, change }) {
      const { inscription, desinscription } = BODY_EXAMPLES;
      const registered = subject && change && recordOf(subject, change)?.[change.to] === 1;
      return registered ? { desinscription, inscription } : BODY_EXAMPLES;
    },
  };
}

/** The records of the first chunk of a list. */
function firstRecords(world: World, name: CollectionName): readonly Example[] {
  const { value = '' } = world.list(name)[Symbol.iterator]().next() as { value?: Buffer };
  return JSON.parse(`[${value}]`);
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

/** A refusal as an operation answers it: of a body or a parameter that it takes, with the errors. */
export function exampleRefusal(code: RefusalCode, { params, query, body }: Operation): Refusal {
  if (code !== 'requete_invalide') return new Refusal(code);
  const detail = 'Le corps ne suit pas le schéma attendu.';
  if (body) return new Refusal(code, detail, { errors: [WRONG_ACTION] });
  const [error] = [
    ...Object.entries(params).map(([name, each]) => malformed('params', name, each)),
    ...Object.entries(query).map(([name, each]) => malformed('query', name, each)),
  ];
  return error ? new Refusal(code, error.detail, { errors: [error] }) : new Refusal(code);
}

/** The violation by another action than 0 and 1. */
const WRONG_ACTION = {
  pointer: '/action',
  detail: 'Valeur non admise. 1 pour inscription, 0 pour désinscription. Sans guillemets.',
};
