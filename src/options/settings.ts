import { inspect } from 'node:util';
import type { Paths } from '../contract/operations.ts';
import { suggestion } from '../json/suggestion.ts';
import type { HttpsFault } from '../tls/fault-names.ts';
import { type CompleteValues, OPTIONS, type Values } from './options.ts';
import { overridePaths } from './paths.ts';
import { admits, excludedOption, expected, lackingOption, withDefaults } from './values.ts';

/** The options of a server, validated and complete. */
export interface Settings {
  /** 0: any free port. */
  readonly port: number;
  readonly host: string;
  /** The base URL of clients, without a trailing slash; undefined: the server's own address. */
  readonly publicUrl: string | undefined;
  /** Further host names admitted outside the API. */
  readonly allowHosts: readonly string[];
  /** HTTPS; undefined: plain HTTP. */
  readonly https: HttpsSettings | undefined;
  /** The file of the state; undefined: in memory. */
  readonly database: string | undefined;
  /** A folder of fixtures; undefined: those of the package. */
  readonly fixtures: string | undefined;
  /** A folder of fixtures to be reloaded when its files change; undefined: none. */
  readonly watched: string | undefined;
  /** The total of partners and the seed of generated ones; undefined: only those of the fixtures. */
  readonly generation: { readonly partners: number; readonly seed: number } | undefined;
  /** Delete the state in the database. */
  readonly reseed: boolean;
  readonly documentedOnly: boolean;
  readonly paths: Paths;
  readonly docs: boolean;
  readonly control: boolean;
  readonly controlToken: string | undefined;
  /** In bytes. */
  readonly controlBodyLimit: number;
  /** Limits of the journals. */
  readonly journal: {
    /** Size of request details of all worlds together, in bytes. */
    readonly bytes: number;
    /** Number of requests of one world, and of all together. */
    readonly requests: number;
    readonly total: number;
  };
  /** Seconds from the stop until running answers are cut off. */
  readonly closeTimeout: number;
  /** The control plane needs no token. */
  readonly controlOpen: boolean;
  /** The report on the clients; undefined: none. */
  readonly report: ReportSettings | undefined;
  /** The time of the clocks at the start; undefined: the machine's time. */
  readonly now: Date | undefined;
}

/** The settings of HTTPS. */
export interface HttpsSettings {
  /** A further port, for plain HTTP; 0: any free port. */
  readonly httpPort: number | undefined;
  /** Further names and addresses for the certificate. */
  readonly names: readonly string[];
  /** The folder of the authority and the certificate; undefined: in memory. */
  readonly folder: string | undefined;
  /** The files of a certificate from elsewhere, and of its private key. */
  readonly own: { readonly cert: string; readonly key: string } | undefined;
  /** The fault of the start. */
  readonly fault: HttpsFault | undefined;
}

/** The settings of the report. */
export interface ReportSettings {
  /** The folder that it is written to; undefined: it is only collected. */
  readonly folder: string | undefined;
  /** The outcomes that tests provoke on purpose. */
  readonly expect: readonly string[];
  /** The kinds of findings that fail the run. */
  readonly failOn: readonly string[];
}

const MEBIBYTE = 1024 * 1024;

/** Settings from complete values; `source` names the option of the paths in a `StartError`. */
export function settingsOf(values: CompleteValues, source: string): Settings {
  const {
    port,
    host,
    database,
    fixtures,
    watch,
    reseed,
    documentedOnly,
    docs,
    control,
    controlToken,
  } = values;
  return {
    port,
    host,
    publicUrl: values.publicUrl?.replace(/\/+$/, ''),
    allowHosts: values.allowHosts ?? [],
    https: values.https ? httpsSettings(values) : undefined,
    database,
    fixtures,
    watched: watch ? fixtures : undefined,
    generation: generationOf(values),
    reseed,
    documentedOnly,
    paths: overridePaths(values.paths ?? {}, source),
    docs,
    control,
    controlToken,
    controlBodyLimit: values.controlBodyLimit * MEBIBYTE,
    journal: {
      bytes: values.journalMemory * MEBIBYTE,
      requests: values.journalRequests,
      total: values.journalTotal,
    },
    closeTimeout: values.closeTimeout,
    controlOpen: values.controlOpen,
    report: reportSettings(values),
    now: values.now === undefined ? undefined : new Date(values.now),
  };
}

function httpsSettings(values: CompleteValues): HttpsSettings {
  const { httpPort, httpsNames: names = [], httpsDir: folder, httpsCert: cert, httpsKey } = values;
  return {
    httpPort,
    names,
    folder,
    own: cert === undefined ? undefined : { cert, key: httpsKey as string },
    fault: values.httpsFault,
  };
}

function reportSettings({ report, expect = [], failOn = [] }: CompleteValues): Settings['report'] {
  if (report === undefined || report === false) return undefined;
  return { folder: report === true ? undefined : report, expect, failOn };
}

/** The total of partners and the seed; undefined without generation. */
export function generationOf({ generate, seed }: CompleteValues): Settings['generation'] {
  return generate === undefined ? undefined : { partners: generate, seed };
}

/** The options of `startServer()` that a command line cannot have, and those that they take the place of. */
const IN_PROCESS = [
  {
    name: 'state',
    excludes: ['database', 'fixtures', 'generate'],
    because: 'the data are those of the state',
  },
] as const;

/**
 * Settings from the argument of `startServer()`. Throws a `TypeError` that names an invalid option and the expected
 * value, and a `StartError` for an invalid path.
 */
export function settingsOfObject(options: unknown): Settings {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    const found = inspect(options, { depth: 0, maxStringLength: 60 });
    throw new TypeError(`The options of startServer() must be an object, but are ${found}.`);
  }
  const known = OPTIONS.filter(({ commandOnly }) => !commandOnly);
  const others: readonly string[] = IN_PROCESS.map(({ name }) => name);
  for (const [name, value] of Object.entries(options)) {
    if (others.includes(name)) continue;
    const option = known.find((each) => each.name === name);
    if (option === undefined) {
      const names = [...known.map((each) => each.name), ...others];
      throw new TypeError(`Unknown option "${name}": ${suggestion(name, names)}`);
    }
    if (value !== undefined && !admits(option, value)) {
      const found = typeof value === 'string' ? `"${value}"` : inspect(value, { depth: 0 });
      throw new TypeError(`Option "${name}" must be ${expected(option)}, but is ${found}.`);
    }
  }
  const values = withDefaults(options as Values, 'startServer');
  const lacking = lackingOption(options as Values, values);
  if (lacking) {
    const { option, other, because } = lacking;
    throw new TypeError(`Option "${option.name}" needs "${other.name}": ${because}.`);
  }
  const excluded = excludedOption(options as Values, values);
  if (excluded) {
    const { option, other, because } = excluded;
    throw new TypeError(
      `Options "${option.name}" and "${other.name}" contradict each other: ${because}.`,
    );
  }
  refuseBeside(options as Readonly<Record<string, unknown>>);
  return settingsOf(values, 'Option "paths"');
}

function refuseBeside(options: Readonly<Record<string, unknown>>): void {
  for (const { name, excludes, because } of IN_PROCESS) {
    const other = excludes.find((each) => options[each] !== undefined);
    if (options[name] === undefined || other === undefined) continue;
    throw new TypeError(`Options "${name}" and "${other}" contradict each other: ${because}.`);
  }
}
