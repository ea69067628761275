import type { Abilities } from '../suite/mock.ts';

/** Where a mock server is configured and started. */
export interface Place {
  /** The folder into which npm has installed it. */
  readonly home: string;
  /** An existing folder for its configuration. */
  readonly folder: string;
  /** A folder of fixtures, as "generate" writes it. */
  readonly fixtures: string;
  readonly port: number;
  /** The workarounds that it is given: files below bench/peers. */
  readonly parts: readonly string[];
  /** Serves over HTTPS, if it can. */
  readonly https?: boolean;
  /** Serves users only: the benchmark asks for nothing else. */
  readonly usersOnly?: boolean;
}

/** Why a mock server cannot pass a test, with the page of its documentation. */
export interface Reason {
  readonly en: string;
  readonly fr: string;
  readonly link: string;
}

/** Another mock server, configured to answer the same requests. */
export interface Peer {
  readonly name: string;
  /** Its npm package at an exact version. */
  readonly package: string;
  /** Its differences from this project under load, for readers of the table. */
  readonly note: Readonly<Record<'en' | 'fr', string>>;
  /** The files of its plain configuration: data are written beside them, and are not counted. */
  readonly plain: readonly string[];
  /** The workarounds with which it passes a test, by the id of the test: files below bench/peers. */
  readonly workarounds: Readonly<Record<string, readonly string[]>>;
  /** The tests that it cannot pass, by their ids; it passes all others as it is. */
  readonly cannot: Readonly<Record<string, Reason>>;
  /** The workarounds that the benchmark needs, which identifies its requests. */
  readonly identification: readonly string[];
  /**
   * Writes its configuration, and returns the command that starts it. Start the process with the folder as HOME, since
   * Mockoon creates a folder for logs there, and ignore its output, since Mockoon has no silent mode.
   */
  configure(place: Place): readonly string[];
  /** The control of the running server, by the URL of its root: calls of one request, which are not counted. */
  abilities(root: string, parts: readonly string[]): Partial<Abilities>;
}
