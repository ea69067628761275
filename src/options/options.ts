import type { OperationId } from '../contract/operations.ts';
import { REFUSAL_CODES } from '../contract/refusals.ts';
import { KINDS } from '../report/kinds.ts';
import { FAULTS } from '../report/outcomes.ts';
import { HTTPS_FAULTS } from '../tls/fault-names.ts';

/** A text in the languages of the pages; the command line uses English. */
export interface Words {
  readonly en: string;
  readonly fr: string;
}

/** The types of values. */
export type Kind =
  | { readonly type: 'text' }
  /** A whole number within bounds, both included. */
  | { readonly type: 'integer'; readonly min: number; readonly max: number }
  /** `--flag` sets true; `--no-flag` sets false, if the default is true. */
  | { readonly type: 'switch' }
  | { readonly type: 'choice'; readonly values: readonly string[] }
  /** An instant in UTC, to the second. */
  | { readonly type: 'instant' }
  /** An http or https URL without query. */
  | { readonly type: 'url' }
  /** An IP address or a host name. */
  | { readonly type: 'host' }
  /** Host names: several times or separated by commas; an array in `startServer()`. */
  | { readonly type: 'hosts' }
  /** Host names and IP addresses, likewise. */
  | { readonly type: 'names' }
  /** A folder to write to; in `startServer()` also a boolean, to write nothing. */
  | { readonly type: 'output' }
  /** Several of the values: several times or separated by commas; an array in `startServer()`. */
  | { readonly type: 'choices'; readonly values: readonly string[] }
  /** Paths by operation: `OPERATION=PATH` several times, separated by commas in a variable; an object in `startServer()`. */
  | { readonly type: 'paths' };

/** The uses of options; an option can have a default for each. */
export type Use = 'serve' | 'exec' | 'generate' | 'startServer';

/** The groups of options in the help, with their titles. */
export const GROUPS = {
  server: 'Server',
  https: 'HTTPS',
  data: 'Data',
  api: 'API',
  control: 'Control plane',
  report: 'Report',
  log: 'Log',
} as const;

/** Another option, and why it is needed or excluded. */
interface Relation {
  readonly name: string;
  readonly because: string;
}

/** An option in the table, keyed by its name in `startServer()`. */
export type Definition = Kind & {
  readonly group: keyof typeof GROUPS;
  /** The flag, if it is not the name in kebab case. */
  readonly flag?: string;
  /** The placeholder of the value in the help; a switch has none. */
  readonly value?: string;
  readonly default?: string | number | boolean;
  /** Defaults of the uses other than `serve`. */
  readonly defaultFor?: Partial<Record<Use, string | number>>;
  /** The default in words, if its value is not clear enough. */
  readonly defaultWords?: Words;
  /** `startServer()` lacks the option. */
  readonly commandOnly?: true;
  /** The options that this one needs: without one of them, this one has no effect and is refused. */
  readonly needs?: readonly Relation[];
  /** The options that this one replaces or contradicts: together with one of them, it is refused. */
  readonly excludes?: readonly Relation[];
  readonly help: Words;
};

/** The log levels of pino. */
const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;

/** `json`: one JSON object a line, for machines; `pretty`: one line of text for people. */
const LOG_FORMATS = ['json', 'pretty'] as const;

/** The outcomes that tests may provoke on purpose. */
const EXPECTABLE = [...REFUSAL_CODES, ...FAULTS] as const;

/** The kinds of findings that may fail a run. */
const FAIL_ON = ['any', ...KINDS] as const;

/** All options. */
const TABLE = {
  port: {
    group: 'server',
    type: 'integer',
    min: 0,
    max: 65_535,
    value: 'NUMBER',
    default: 3000,
    // A free port: several servers can run at the same time.
    defaultFor: { exec: 0, startServer: 0 },
    help: {
      en: 'port to listen on; 0 takes a free port',
      fr: 'port d’écoute ; 0 prend un port libre',
    },
  },
  host: {
    group: 'server',
    type: 'host',
    value: 'ADDRESS',
    default: '127.0.0.1',
    help: {
      en: 'address to listen on; 0.0.0.0 listens on every address of this machine',
      fr: 'adresse d’écoute ; 0.0.0.0 désigne toutes les adresses de la machine',
    },
  },
  publicUrl: {
    group: 'server',
    type: 'url',
    value: 'URL',
    defaultWords: { en: 'the address it listens on', fr: 'l’adresse d’écoute' },
    help: {
      en: 'base URL by which clients reach the server, for example through a proxy; used in links, OpenAPI and the environment of sandboxes',
      fr: 'URL de base par laquelle les clients atteignent le serveur, par exemple à travers un proxy ; elle sert aux liens, à OpenAPI et à l’environnement des bacs à sable',
    },
  },
  allowHosts: {
    group: 'server',
    type: 'hosts',
    flag: 'allow-host',
    value: 'NAME',
    defaultWords: {
      en: 'IP addresses, names without a dot, localhost and its subdomains, the names of --host and --public-url',
      fr: 'adresses IP, noms sans point, localhost et ses sous-domaines, noms de --host et --public-url',
    },
    help: {
      en: 'another host name that the documentation and the control plane answer to; .example admits every name below example; repeatable',
      fr: 'autre nom d’hôte auquel répondent la documentation et le plan de contrôle ; .example admet tous les sous-domaines d’example ; répétable',
    },
  },
  https: {
    group: 'https',
    type: 'switch',
    default: false,
    help: {
      en: 'speak HTTPS, as the reference document demands, with a certificate of an authority made at the start; clients get that authority at /ca.pem',
      fr: 'parler HTTPS, comme l’exige le document de référence, avec un certificat d’une autorité créée au démarrage ; les clients obtiennent cette autorité à /ca.pem',
    },
  },
  httpPort: {
    group: 'https',
    type: 'integer',
    min: 0,
    max: 65_535,
    value: 'NUMBER',
    needs: [{ name: 'https', because: 'without it, --port speaks plain HTTP' }],
    defaultWords: { en: 'none', fr: 'aucun' },
    help: {
      en: 'further port, for plain HTTP beside HTTPS; 0 takes a free port',
      fr: 'autre port, pour HTTP en clair à côté de HTTPS ; 0 prend un port libre',
    },
  },
  httpsNames: {
    group: 'https',
    type: 'names',
    flag: 'https-name',
    value: 'NAME',
    needs: [{ name: 'https', because: 'without it, there is no certificate' }],
    defaultWords: {
      en: 'localhost, 127.0.0.1, ::1, host.docker.internal, www.faire-simple.gouv.fr, the names of --host and --public-url',
      fr: 'localhost, 127.0.0.1, ::1, host.docker.internal, www.faire-simple.gouv.fr, noms de --host et --public-url',
    },
    help: {
      en: 'another host name or IP address for the certificate; the documentation and the control plane answer to it too; repeatable',
      fr: 'autre nom d’hôte ou adresse IP du certificat ; la documentation et le plan de contrôle y répondent aussi ; répétable',
    },
  },
  httpsDir: {
    group: 'https',
    type: 'text',
    value: 'DIR',
    needs: [{ name: 'https', because: 'without it, there is no certificate' }],
    defaultWords: {
      en: 'in memory, new at each start',
      fr: 'en mémoire, recréés à chaque démarrage',
    },
    help: {
      en: 'keep the authority and the certificate in this folder, and renew them before they expire; clients trust its ca.pem',
      fr: 'conserver l’autorité et le certificat dans ce dossier, et les renouveler avant leur fin ; les clients font confiance à son ca.pem',
    },
  },
  httpsCert: {
    group: 'https',
    type: 'text',
    value: 'FILE',
    needs: [
      { name: 'https', because: 'without it, there is no certificate' },
      { name: 'httpsKey', because: 'a certificate is used with its private key' },
    ],
    excludes: [
      { name: 'httpsDir', because: 'the folder has a certificate of its own' },
      { name: 'httpsNames', because: 'the names of a certificate from elsewhere are given' },
    ],
    defaultWords: {
      en: 'one by an authority of the server',
      fr: 'un certificat d’une autorité du serveur',
    },
    help: {
      en: 'use the certificate in this PEM file, followed by its chain',
      fr: 'utiliser le certificat de ce fichier PEM, suivi de sa chaîne',
    },
  },
  httpsKey: {
    group: 'https',
    type: 'text',
    value: 'FILE',
    needs: [
      { name: 'https', because: 'without it, there is no certificate' },
      { name: 'httpsCert', because: 'a private key is used with its certificate' },
    ],
    defaultWords: {
      en: 'that of the server’s own certificate',
      fr: 'celle du certificat du serveur',
    },
    help: {
      en: 'private key of --https-cert, in PEM and not encrypted',
      fr: 'clé privée de --https-cert, en PEM et non chiffrée',
    },
  },
  httpsFault: {
    group: 'https',
    type: 'choice',
    values: HTTPS_FAULTS,
    value: 'FAULT',
    needs: [
      { name: 'https', because: 'without it, there is no TLS' },
      { name: 'httpPort', because: 'the control plane must stay reachable, by plain HTTP' },
    ],
    excludes: [
      {
        name: 'httpsCert',
        because: 'the certificates of faults are by the authority of the server',
      },
    ],
    defaultWords: { en: 'none', fr: 'aucune' },
    help: {
      en: `fault of HTTPS, until the control plane sets another: ${HTTPS_FAULTS.join(', ')}`,
      fr: `erreur de HTTPS, jusqu’à ce que le plan de contrôle la change : ${HTTPS_FAULTS.join(', ')}`,
    },
  },
  database: {
    group: 'data',
    type: 'text',
    value: 'FILE',
    defaultWords: { en: 'in memory', fr: 'en mémoire' },
    help: {
      en: 'keep the state in this SQLite file; a restart resumes from the saved state',
      fr: 'conserver l’état dans ce fichier SQLite ; un redémarrage reprend l’état enregistré',
    },
  },
  fixtures: {
    group: 'data',
    type: 'text',
    value: 'DIR',
    defaultWords: { en: 'the data of the package', fr: 'les données fournies' },
    help: {
      en: 'serve the data in this folder',
      fr: 'servir les données de ce dossier',
    },
  },
  watch: {
    group: 'data',
    type: 'switch',
    default: false,
    needs: [{ name: 'fixtures', because: 'the data of the package do not change' }],
    excludes: [
      { name: 'database', because: 'what a database keeps are changes of the data it began with' },
    ],
    help: {
      en: 'reload the fixtures when their files change: everything starts over with them; while they are invalid, the problems are logged and the last valid ones stay',
      fr: 'recharger les données initiales quand leurs fichiers changent : tout recommence avec elles ; tant qu’elles sont invalides, les problèmes sont journalisés et les dernières valides restent',
    },
  },
  generate: {
    group: 'data',
    type: 'integer',
    min: 1,
    max: 10_000_000,
    value: 'NUMBER',
    defaultFor: { generate: 1000 },
    defaultWords: { en: 'only those of the fixtures', fr: 'seulement ceux des données initiales' },
    help: {
      en: 'generate partners up to this total (at most 10000000), and their propositions',
      fr: 'générer des partenaires jusqu’à ce total (10000000 au plus), et leurs propositions',
    },
  },
  seed: {
    group: 'data',
    type: 'integer',
    min: 0,
    max: 2 ** 32 - 1,
    value: 'NUMBER',
    default: 1,
    needs: [{ name: 'generate', because: 'without it, no partner is generated' }],
    help: {
      en: 'choose which partners are generated; the same seed gives the same partners',
      fr: 'choisir les partenaires générés ; la même graine donne les mêmes partenaires',
    },
  },
  reseed: {
    group: 'data',
    type: 'switch',
    default: false,
    needs: [{ name: 'database', because: 'without a file, every start is from the fixtures' }],
    help: {
      en: 'delete the content of the database and start again from the fixtures',
      fr: 'effacer le contenu de la base et repartir des données initiales',
    },
  },
  documentedOnly: {
    group: 'api',
    type: 'switch',
    default: false,
    help: {
      en: 'serve only the operations that the reference document describes; the others answer 501',
      fr: 'ne servir que les opérations décrites par le document de référence ; les autres répondent 501',
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
      en: 'serve an operation of level "named" at another path, for example listUsers=/partenaires; repeatable',
      fr: 'servir une opération de niveau « nommé » à un autre chemin, par exemple listUsers=/partenaires ; répétable',
    },
  },
  docs: {
    group: 'server',
    type: 'switch',
    default: true,
    help: {
      en: 'disable Swagger UI, the guides and the OpenAPI documents',
      fr: 'désactiver Swagger UI, les guides et les documents OpenAPI',
    },
  },
  closeTimeout: {
    group: 'server',
    type: 'integer',
    min: 0,
    max: 3600,
    value: 'SECONDS',
    default: 3,
    // The command has ended and reads no more answers.
    defaultFor: { exec: 0 },
    help: {
      en: 'seconds that running answers have to end after the first signal; then they are cut off',
      fr: 'délai, en secondes, laissé aux réponses en cours après le premier signal ; ensuite elles sont coupées',
    },
  },
  control: {
    group: 'control',
    type: 'switch',
    default: true,
    help: { en: 'disable the control plane', fr: 'désactiver le plan de contrôle' },
  },
  controlToken: {
    group: 'control',
    type: 'text',
    value: 'TOKEN',
    defaultWords: { en: 'none', fr: 'aucun' },
    help: {
      en: 'token that clients of the control plane must send, as "Authorization: Bearer TOKEN"; required if other machines can reach --host',
      fr: 'jeton que doivent envoyer les clients du plan de contrôle : « Authorization: Bearer TOKEN » ; requis quand --host est accessible depuis d’autres machines',
    },
  },
  controlOpen: {
    group: 'control',
    type: 'switch',
    default: false,
    commandOnly: true,
    help: {
      en: 'allow every client that reaches the server to use the control plane without a token',
      fr: 'ouvrir le plan de contrôle, sans jeton, à tout client qui accède au serveur',
    },
  },
  controlBodyLimit: {
    group: 'control',
    type: 'integer',
    min: 1,
    // A body is read as one string; V8's limit is 512 MiB less a few bytes.
    max: 500,
    value: 'MIB',
    default: 64,
    help: {
      en: 'largest request body of the control plane, in MiB',
      fr: 'taille maximale d’un corps de requête du plan de contrôle, en Mio',
    },
  },
  journalMemory: {
    group: 'control',
    type: 'integer',
    min: 1,
    max: 65_536,
    value: 'MIB',
    default: 64,
    help: {
      en: 'memory for the headers and bodies of requests in the journals of all worlds together, in MiB; the oldest are dropped',
      fr: 'mémoire pour les en-têtes et les corps des requêtes dans les journaux de tous les mondes réunis, en Mio ; les plus anciens sont supprimés',
    },
  },
  journalRequests: {
    group: 'control',
    type: 'integer',
    min: 1,
    max: 10_000_000,
    value: 'NUMBER',
    default: 100_000,
    help: {
      en: 'number of requests that the journal of a world keeps for verifications and waits',
      fr: 'nombre de requêtes que garde le journal d’un monde pour les vérifications et les attentes',
    },
  },
  journalTotal: {
    group: 'control',
    type: 'integer',
    min: 1,
    max: 10_000_000,
    value: 'NUMBER',
    default: 1_000_000,
    help: {
      en: 'number of requests that the journals of all worlds together keep',
      fr: 'nombre de requêtes que gardent les journaux de tous les mondes réunis',
    },
  },
  now: {
    group: 'api',
    type: 'instant',
    value: 'INSTANT',
    defaultWords: { en: 'the time of the machine', fr: 'l’heure de la machine' },
    help: {
      en: 'time of the clock at the start, for example 2016-03-14T09:26:53Z; the clock then runs',
      fr: 'heure de l’horloge au démarrage, par exemple 2016-03-14T09:26:53Z ; l’horloge avance ensuite',
    },
  },
  report: {
    group: 'report',
    type: 'output',
    value: 'DIR',
    defaultWords: { en: 'none', fr: 'aucun' },
    help: {
      en: 'at the stop, write a report on the habits of the clients to this folder: index.html, report.json, report.md and junit.xml',
      fr: 'à l’arrêt, écrire dans ce dossier un rapport sur les habitudes des clients : index.html, report.json, report.md et junit.xml',
    },
  },
  expect: {
    group: 'report',
    type: 'choices',
    values: EXPECTABLE,
    value: 'CODE',
    needs: [{ name: 'report', because: 'without it, there are no findings' }],
    defaultWords: { en: 'those that a test verifies', fr: 'ceux qu’un test vérifie' },
    help: {
      en: 'refusal or fault that tests provoke on purpose, and that is no finding of the report: the code of a refusal, or drop, reset, garbage, stall, cut or broken-json; repeatable',
      fr: 'refus ou panne que des tests provoquent exprès, et qui n’est pas un constat du rapport : le code d’un refus, ou drop, reset, garbage, stall, cut ou broken-json ; répétable',
    },
  },
  failOn: {
    group: 'report',
    type: 'choices',
    values: FAIL_ON,
    value: 'KIND',
    needs: [{ name: 'report', because: 'without it, there are no findings' }],
    defaultWords: { en: 'none', fr: 'aucun' },
    commandOnly: true,
    help: {
      en: `exit with status 3 if the report has findings of this kind: any, or one of ${KINDS.join(', ')}; repeatable`,
      fr: `terminer avec le statut 3 si le rapport a des constats de cette sorte : any (toutes), ou l’une de ${KINDS.join(', ')} ; répétable`,
    },
  },
  logLevel: {
    group: 'log',
    type: 'choice',
    values: LOG_LEVELS,
    value: 'LEVEL',
    default: 'info',
    // The standard output belongs to the command.
    defaultFor: { exec: 'warn' },
    commandOnly: true,
    help: {
      en: `level of the log: ${LOG_LEVELS.join(', ')}`,
      fr: `niveau de journalisation : ${LOG_LEVELS.join(', ')}`,
    },
  },
  logFormat: {
    group: 'log',
    type: 'choice',
    values: LOG_FORMATS,
    value: 'FORMAT',
    defaultFor: { exec: 'pretty' },
    defaultWords: {
      en: 'pretty on a terminal, json elsewhere',
      fr: 'pretty sur un terminal, json ailleurs',
    },
    commandOnly: true,
    help: {
      en: `format of the log: ${LOG_FORMATS.join(' or ')}`,
      fr: `format du journal : ${LOG_FORMATS.join(' ou ')}`,
    },
  },
} as const satisfies Readonly<Record<string, Definition>>;

type Table = typeof TABLE;

export type OptionName = keyof Table;

/** The names of the options of `startServer()`. */
export type StartOptionName = {
  [Name in OptionName]: Table[Name] extends { commandOnly: true } ? never : Name;
}[OptionName];

/** The type of an option's value. */
export type ValueOf<Entry> = Entry extends { type: 'integer' }
  ? number
  : Entry extends { type: 'switch' }
    ? boolean
    : Entry extends { type: 'choice'; values: readonly (infer Value)[] }
      ? Value
      : Entry extends { type: 'paths' }
        ? Partial<Record<OperationId, string>>
        : Entry extends { type: 'choices'; values: readonly (infer Value)[] }
          ? readonly Value[]
          : Entry extends { type: 'hosts' | 'names' }
            ? readonly string[]
            : Entry extends { type: 'output' }
              ? string | boolean
              : string;

/** Given values; those of the type `instant` as texts. */
export type Values = { readonly [Name in OptionName]?: ValueOf<Table[Name]> | undefined };

/** Given values, else the defaults; undefined without a default. */
export type CompleteValues = {
  readonly [Name in OptionName]:
    | ValueOf<Table[Name]>
    | (Table[Name] extends { default: unknown } ? never : undefined);
};

export type LogLevel = ValueOf<Table['logLevel']>;
export type LogFormat = ValueOf<Table['logFormat']>;

/** An option with all its names. */
export type Option<Name extends string = OptionName> = Definition & {
  /** Its name in `startServer()`. */
  readonly name: Name;
  /** Without `--`. */
  readonly flag: string;
  /** The environment variable. */
  readonly env: string;
};

/** The prefix of the environment variables. */
export const ENV_PREFIX = 'FAIRE_SIMPLE_MOCK_';

/** All options, in the order of the help. */
export const OPTIONS = optionsIn(TABLE);

/** The options of a table, with all their names. */
export function optionsIn<Name extends string>(
  table: Readonly<Record<Name, Definition>>,
): readonly Option<Name>[] {
  return Object.entries<Definition>(table).map(([name, definition]) => {
    const flag = definition.flag ?? name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const env = `${ENV_PREFIX}${flag.replaceAll('-', '_').toUpperCase()}`;
    return { ...definition, name: name as Name, flag, env };
  });
}

/** The option with that name. */
export function optionOf(name: OptionName): Option {
  return OPTIONS.find((option) => option.name === name) as Option;
}

/** The usage of an option on the command line. */
export function usageOf(option: Option<string>): string {
  if (option.value !== undefined) return `--${option.flag} ${option.value}`;
  return option.default ? `--no-${option.flag}` : `--${option.flag}`;
}

/** The default of an option, in words. */
export function defaultOf(option: Option<string>, language: keyof Words): string {
  if (option.type === 'switch') return SWITCH_WORDS[`${option.default}`]?.[language] as string;
  return option.defaultWords?.[language] ?? `${option.default}`;
}

const SWITCH_WORDS: Readonly<Record<string, Words>> = {
  true: { en: 'enabled', fr: 'activé' },
  false: { en: 'disabled', fr: 'désactivé' },
};
