import { type Definition, optionsIn, type ValueOf } from './options.ts';

/** The forms of a report of conformance. */
const FORMATS = ['text', 'json', 'junit', 'markdown'] as const;

/** The options of the command "conformance", which starts no server. */
const TABLE = {
  credentials: {
    group: 'api',
    type: 'text',
    value: 'FILE',
    defaultWords: { en: 'the environment', fr: 'l’environnement' },
    help: {
      en: 'read FAIRE_SIMPLE_LOGIN, FAIRE_SIMPLE_PASSWORD and FAIRE_SIMPLE_KEY from this file of variables',
      fr: 'lire FAIRE_SIMPLE_LOGIN, FAIRE_SIMPLE_PASSWORD et FAIRE_SIMPLE_KEY dans ce fichier de variables',
    },
  },
  ca: {
    group: 'https',
    type: 'text',
    value: 'FILE',
    defaultWords: { en: 'those of Node', fr: 'celles de Node' },
    help: {
      en: 'trust the certificate authorities in this PEM file too',
      fr: 'faire aussi confiance aux autorités de ce fichier PEM',
    },
  },
  plainHttp: {
    group: 'https',
    type: 'switch',
    default: false,
    help: {
      en: 'send the credentials to another machine over plain HTTP, readable on the way',
      fr: 'envoyer les identifiants à une autre machine en HTTP, lisibles en chemin',
    },
  },
  write: {
    group: 'data',
    type: 'switch',
    default: false,
    needs: [{ name: 'uid', because: 'its partner is the one whose status changes' }],
    excludes: [{ name: 'readOnly', because: 'give one' }],
    help: {
      en: 'send POST requests to another machine too: the status of the partner --uid changes, and is put back',
      fr: 'envoyer des requêtes POST aussi à une autre machine : le statut du partenaire --uid change, puis est rétabli',
    },
  },
  refusals: {
    group: 'data',
    type: 'switch',
    default: false,
    excludes: [{ name: 'readOnly', because: 'give one' }],
    help: {
      en: 'send wrong passwords and keys to another machine too',
      fr: 'envoyer de mauvais mots de passe et de mauvaises clés aussi à une autre machine',
    },
  },
  readOnly: {
    group: 'data',
    type: 'switch',
    default: false,
    help: {
      en: 'send neither POST requests nor wrong passwords, not even to this machine',
      fr: 'n’envoyer ni requête POST ni mauvais mot de passe, même à cette machine',
    },
  },
  uid: {
    group: 'data',
    type: 'integer',
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    value: 'NUMBER',
    defaultWords: {
      en: 'the first one of listUsers, else 1',
      fr: 'le premier de listUsers, sinon 1',
    },
    help: {
      en: 'the partner that is read, and whose status changes',
      fr: 'le partenaire qui est lu, et dont le statut change',
    },
  },
  paths: {
    group: 'api',
    type: 'paths',
    flag: 'path',
    value: 'OPERATION=PATH',
    defaultWords: {
      en: 'the paths in the table of operations',
      fr: 'les chemins du tableau des opérations',
    },
    help: {
      en: 'path of an operation of level "named", for example listUsers=/partenaires; repeatable',
      fr: 'chemin d’une opération de niveau « nommé », par exemple listUsers=/partenaires ; répétable',
    },
  },
  rate: {
    group: 'server',
    type: 'integer',
    min: 1,
    max: 1000,
    value: 'NUMBER',
    defaultWords: { en: '5 to another machine', fr: '5 vers une autre machine' },
    help: { en: 'requests in a second', fr: 'requêtes par seconde' },
  },
  timeout: {
    group: 'server',
    type: 'integer',
    min: 1,
    max: 600,
    value: 'SECONDS',
    default: 10,
    help: {
      en: 'seconds that one answer may take',
      fr: 'délai d’une réponse, en secondes',
    },
  },
  strict: {
    group: 'log',
    type: 'switch',
    default: false,
    help: {
      en: 'let findings of the levels "named" and "inferred" fail the run',
      fr: 'compter comme échecs les écarts des niveaux « nommé » et « déduit »',
    },
  },
  format: {
    group: 'log',
    type: 'choice',
    values: FORMATS,
    value: 'FORMAT',
    default: 'text',
    help: {
      en: `form of the report: ${FORMATS.join(', ')}`,
      fr: `forme du rapport : ${FORMATS.join(', ')}`,
    },
  },
  output: {
    group: 'log',
    type: 'text',
    value: 'FILE',
    defaultWords: { en: 'the standard output', fr: 'la sortie standard' },
    help: { en: 'write the report to this file', fr: 'écrire le rapport dans ce fichier' },
  },
} as const satisfies Readonly<Record<string, Definition>>;

type Table = typeof TABLE;

/** The options of the command, in the order of its help. */
export const CONFORMANCE_OPTIONS = optionsIn<keyof Table>(TABLE);

/** Given values of the options. */
export type ConformanceValues = { readonly [Name in keyof Table]?: ValueOf<Table[Name]> };
