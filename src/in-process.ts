import { closest } from 'fastest-levenshtein';

import type { MockServer, StartOptions } from './index.ts';
import { overridePaths } from './paths.ts';
import { runServer } from './server.ts';

const CLOSE_TIMEOUT = 2000;

/** Which type each option has. */
const TYPES: Readonly<Record<keyof StartOptions, 'number' | 'string' | 'boolean' | 'object'>> = {
  port: 'number',
  host: 'string',
  database: 'string',
  fixtures: 'string',
  reseed: 'boolean',
  documentedOnly: 'boolean',
  paths: 'object',
  docs: 'boolean',
};

/** What `startServer()` does once Node is known to be new enough. */
export async function startInProcess(options: StartOptions): Promise<MockServer> {
  refuseMisspelled(options);
  const { port = 0, host = '127.0.0.1', paths = {} } = options;
  const server = await runServer({
    port,
    host,
    database: options.database,
    fixtures: options.fixtures,
    reseed: options.reseed ?? false,
    documentedOnly: options.documentedOnly ?? false,
    paths: overridePaths(paths, 'paths'),
    docs: options.docs ?? true,
    closeTimeout: CLOSE_TIMEOUT,
  });
  const { nom, login, mot_de_passe, cle } = server.application;
  return {
    url: server.url,
    apiUrl: server.apiUrl,
    docsUrl: server.docsUrl,
    application: { name: nom, login, password: mot_de_passe, key: cle },
    inject: server.app.inject.bind(server.app),
    close: server.close,
    [Symbol.asyncDispose]: server.close,
  };
}

function refuseMisspelled(options: StartOptions): void {
  const names = Object.keys(TYPES);
  for (const [name, value] of Object.entries(options)) {
    const type = TYPES[name as keyof StartOptions];
    if (type === undefined) {
      throw new TypeError(`Unknown option "${name}": did you mean "${closest(name, names)}"?`);
    }
    const found = value === null ? 'null' : typeof value;
    if (value !== undefined && found !== type) {
      throw new TypeError(`Option "${name}" must be of type ${type}, but is ${found}.`);
    }
  }
  if (options.reseed && options.database === undefined) {
    throw new TypeError('Option "reseed" needs "database": without a file, every start is new.');
  }
}
