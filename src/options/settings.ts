import { inspect } from 'node:util';
import type { Paths } from '../contract/operations.ts';
import { suggestion } from '../json/suggestion.ts';
import { type CompleteValues, OPTIONS, type Values } from './options.ts';
import { overridePaths } from './paths.ts';
import { admits, expected, lackingOption, withDefaults } from './values.ts';

/** The options of a server, checked and complete. */
export interface Settings {
  /** 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  /** The base URL by which clients reach the server, without a slash at the end; undefined: the address it listens on. */
  readonly publicUrl: string | undefined;
  /** Host names that are admitted outside the API, besides the usual ones. */
  readonly allowHosts: readonly string[];
  /** A file that keeps the state; undefined: the state is lost when the server ends. */
  readonly database: string | undefined;
  /** A folder of fixtures; undefined: those of the package. */
  readonly fixtures: string | undefined;
  /** How many partners there are to be, and the seed of those that are generated; undefined: those of the fixtures. */
  readonly generation: { readonly partners: number; readonly seed: number } | undefined;
  /** Delete the state that the database holds. */
  readonly reseed: boolean;
  readonly documentedOnly: boolean;
  readonly paths: Paths;
  readonly docs: boolean;
  readonly control: boolean;
  readonly controlToken: string | undefined;
  /** Bytes. */
  readonly controlBodyLimit: number;
  /** How much the journals keep. */
  readonly journal: {
    /** Details of requests, of all worlds together, in bytes. */
    readonly bytes: number;
    /** Requests of one world, and of all together. */
    readonly requests: number;
    readonly total: number;
  };
  /** Seconds from the stop until the answers that are still running are cut off. */
  readonly closeTimeout: number;
  /** Everybody who reaches the control plane may use it without a token. */
  readonly controlOpen: boolean;
  /** What the clocks show at the start; undefined: the time of the machine. */
  readonly now: Date | undefined;
}

const MEBIBYTE = 1024 * 1024;

/** Settings of complete values; `source` names the option of the paths in the `StartError` about one of them. */
export function settingsOf(values: CompleteValues, source: string): Settings {
  const { port, host, database, fixtures, reseed, documentedOnly, docs, control, controlToken } =
    values;
  return {
    port,
    host,
    publicUrl: values.publicUrl?.replace(/\/+$/, ''),
    allowHosts: values.allowHosts ?? [],
    database,
    fixtures,
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
    now: values.now === undefined ? undefined : new Date(values.now),
  };
}

/** How many partners there are to be, and their seed. */
export function generationOf({ generate, seed }: CompleteValues): Settings['generation'] {
  return generate === undefined ? undefined : { partners: generate, seed };
}

/**
 * Settings of the object that `startServer()` was given. Throws a `TypeError` that names the option and says what it
 * takes, and a `StartError` for a path that cannot be served.
 */
export function settingsOfObject(options: unknown): Settings {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    const found = inspect(options, { depth: 0, maxStringLength: 60 });
    throw new TypeError(`The options of startServer() must be an object, but are ${found}.`);
  }
  const known = OPTIONS.filter(({ commandOnly }) => !commandOnly);
  for (const [name, value] of Object.entries(options)) {
    const option = known.find((each) => each.name === name);
    if (option === undefined) {
      const names = known.map((each) => each.name);
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
    const { option, lacks, because } = lacking;
    throw new TypeError(`Option "${option.name}" needs "${lacks.name}": ${because}.`);
  }
  return settingsOf(values, 'Option "paths"');
}
