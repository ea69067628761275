import type { Json } from '../answer.ts';
import { type Check, check } from '../check.ts';
import type { Context } from '../context.ts';
import { Failed, Skipped } from '../outcome.ts';
import { nameOf } from '../shape.ts';
import { LISTS, PARTS, partsOf, SEMESTRE } from './flows.ts';

/** The lists by the schema of their records. */
const SCHEMAS: Readonly<Record<string, keyof typeof LISTS>> = {
  Partenaire: 'listUsers',
  Thematique: 'listThematiques',
  Campagne: 'listCampagnes',
  Proposition: 'listPropositions',
};

/** The members of each schema, as the published contract has them. */
export const MEMBERS = {
  Accueil: [
    ...['application', 'application.nom', 'operations', 'operations.operationId'],
    ...['operations.methode', 'operations.href', 'operations.resume', 'operations.provenance'],
    'operations.niveau',
  ],
  Partenaire: [
    ...['uid', 'statut', 'civilite', 'nom', 'prenom', 'pseudo', 'mail', 'date_naissance'],
    ...['code_postal', 'ville', 'profil', 'profession', 'thematiques', 'date_creation'],
    ...['date_modification', 'date_inscription', 'date_desinscription'],
  ],
  Thematique: ['tid', 'nom', 'description', 'parent', 'date_creation', 'date_modification'],
  Campagne: [
    ...['id', 'titre', 'description', 'thematiques', 'etat', 'date_debut', 'date_fin', 'url'],
    ...['date_creation', 'date_modification'],
  ],
  Proposition: [
    ...['id', 'titre', 'contenu', 'auteur', 'thematique', 'campagne', 'etat', 'avancement'],
    ...['votes_pour', 'votes_contre', 'nb_commentaires', 'date_creation', 'date_modification'],
  ],
  Actualisation: [
    ...['genere_le', 'periode', 'periode.semestre', 'periode.debut', 'periode.fin'],
    ...['partenaires', 'thematiques', 'campagnes', 'propositions'],
  ],
} as const;

type SchemaName = keyof typeof MEMBERS;

/** Records of one kind that are judged. */
const MOST_RECORDS = 2000;

/** Documents of a schema, out of the answers of its own operation. */
async function documentsOf(context: Context, schema: SchemaName): Promise<readonly Json[]> {
  if (schema === 'Accueil') return [await context.object(context.pathOf('getIndex'))];
  if (schema === 'Actualisation') {
    const semestre = context.pathOf('getActualisationSemestre', { semestre: SEMESTRE });
    const [whole, half] = [context.pathOf('getActualisation'), semestre];
    return [
      await context.object(whole),
      ...(await context.object(half).then(
        (one) => [one],
        () => [],
      )),
    ];
  }
  const records = (await context.list(SCHEMAS[schema] as string).catch(() => [])).slice(
    0,
    MOST_RECORDS,
  );
  if (schema !== 'Partenaire') return needRecords(records);
  const one = await context.object(await context.partner());
  return [one, ...records];
}

function needRecords(records: readonly Json[]): readonly Json[] {
  if (records.length === 0) throw new Skipped('there is no record to judge');
  return records;
}

/** A name without its notation. */
const plain = (name: string) => name.replaceAll(/[^a-z0-9]/gi, '').toLowerCase();

/** The member of a document that differs from a name by its notation only. */
function otherNotation(document: Json, name: string): string | undefined {
  return Object.keys(document).find((each) => each !== name && plain(each) === plain(name));
}

/** The objects that have a member: the documents, or what is nested in them. */
function holdersOf(documents: readonly Json[], path: readonly string[]): readonly Json[] {
  return path.reduce<readonly Json[]>(
    (holders, name) =>
      holders
        .flatMap((holder) => holder[name])
        .filter((each) => typeof each === 'object' && each !== null) as Json[],
    documents,
  );
}

function member(schema: SchemaName, path: string): Check {
  const title = `${path} is as the schema ${schema} has it`;
  return check(`field.${schema}.${path}`, 'inferred', title, async (context) => {
    const names = path.split('.');
    const name = names.pop() as string;
    const holders = holdersOf(await documentsOf(context, schema), names);
    if (holders.length === 0) throw new Skipped(`there is no ${names.join('.')} to judge`);
    const having = holders.filter((each) => Object.hasOwn(each, name));
    if (having.length === 0) {
      if (holders.some((each) => otherNotation(each, name))) {
        throw new Skipped('see behaviour.field_names');
      }
      throw new Failed('it is missing');
    }
    for (const each of having) {
      const violation = context.contract.memberViolation(each[name], schema, path);
      if (violation !== undefined) throw new Failed(violation);
    }
  });
}

/** Each member of each schema. */
export const FIELDS: readonly Check[] = Object.entries(MEMBERS).flatMap(([schema, names]) =>
  names.map((name) => member(schema as SchemaName, name)),
);

/** The values of members whose names match, in all records. */
async function valuesOf(
  context: Context,
  pattern: RegExp,
): Promise<(readonly [string, unknown])[]> {
  const values: (readonly [string, unknown])[] = [];
  for (const schema of Object.keys(SCHEMAS) as SchemaName[]) {
    for (const document of await documentsOf(context, schema).catch(() => [])) {
      for (const name of MEMBERS[schema]) {
        if (pattern.test(name) && typeof document[name] === 'string')
          values.push([`${schema}.${name}`, document[name]]);
      }
    }
  }
  if (values.length === 0) throw new Skipped('there is no value to judge');
  return values;
}

const INSTANTS = /^date_(creation|modification|inscription|desinscription)$/;
const DAYS = /^date_(naissance|debut|fin)$/;

async function expectNotation(context: Context, names: RegExp, notation: RegExp): Promise<void> {
  for (const [name, value] of await valuesOf(context, names)) {
    if (!notation.test(String(value)) || Number.isNaN(Date.parse(String(value)))) {
      throw new Failed(
        `${name}: a string of ${String(value).length} characters in another notation`,
      );
    }
  }
}

/** The notation of records. */
export const NOTATION: readonly Check[] = [
  check(
    'behaviour.field_names',
    'inferred',
    'fields have French names in snake_case',
    async (context) => {
      for (const schema of Object.keys(MEMBERS) as SchemaName[]) {
        for (const document of await documentsOf(context, schema).catch(() => [])) {
          for (const name of MEMBERS[schema]) {
            const other = Object.hasOwn(document, name) ? undefined : otherNotation(document, name);
            if (other !== undefined)
              throw new Failed(`${schema}: ${nameOf(other)} in place of ${name}`);
          }
        }
      }
    },
  ),
  check(
    'behaviour.null_members',
    'inferred',
    'absent values are null, never missing',
    async (context) => {
      for (const schema of Object.keys(SCHEMAS) as SchemaName[]) {
        const documents = await documentsOf(context, schema).catch(() => []);
        for (const name of MEMBERS[schema]) {
          const having = documents.filter((each) => Object.hasOwn(each, name)).length;
          if (having > 0 && having < documents.length) {
            throw new Failed(
              `${schema}.${name} is missing in ${documents.length - having} of ${documents.length}`,
            );
          }
        }
      }
    },
  ),
  check(
    'behaviour.instants',
    'inferred',
    'instants are ISO 8601 in UTC, to the second',
    (context) => expectNotation(context, INSTANTS, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  ),
  check('behaviour.days', 'inferred', 'days are ISO 8601', (context) =>
    expectNotation(context, DAYS, /^\d{4}-\d\d-\d\d$/),
  ),
  check(
    'behaviour.associe',
    'inferred',
    'the list and the flow of one partner answer the same record',
    async (context) => {
      const uid = await context.uid();
      const one = await context.object(context.pathOf('getUser', { uid }));
      const listed = (await context.list('listUsers')).find((each) => each.uid === uid);
      if (listed === undefined) throw new Skipped('the list does not have that partner');
      for (const name of MEMBERS.Partenaire) {
        if (JSON.stringify(one[name]) !== JSON.stringify(listed[name]))
          throw new Failed(`${name} differs`);
      }
    },
  ),
  check(
    'behaviour.valid_answers',
    'inferred',
    'the documents of a refresh are valid against the OpenAPI document',
    async (context) => {
      for (const path of [
        context.pathOf('getActualisation'),
        context.pathOf('getActualisationSemestre', { semestre: SEMESTRE }),
      ]) {
        for (const [part, records] of await partsOf(context, path)) {
          const schema = Object.entries(SCHEMAS).find(
            ([, operationId]) =>
              Object.keys(PARTS).indexOf(part) === Object.keys(LISTS).indexOf(operationId),
          )?.[0] as string;
          for (const record of records.slice(0, MOST_RECORDS)) {
            const violation = context.contract.violation(record, schema);
            if (violation !== undefined) throw new Failed(`${part}: ${violation}`);
          }
        }
      }
    },
  ),
];
