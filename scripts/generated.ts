import path from 'node:path';
import { buildApp } from '../src/app.ts';
import { DEFAULT_PATHS } from '../src/contract/operations.ts';
import { DEFAULT_FIXTURES, loadFixtures } from '../src/fixtures/load.ts';
import { openInMemory } from '../src/store/database.ts';
import { Store } from '../src/store/store.ts';
import { systemClock } from '../src/world/clock.ts';
import { Worlds } from '../src/world/worlds.ts';

/** The root folder of the project. */
export const ROOT = path.join(import.meta.dirname, '..');

/** The published OpenAPI document of the API, with examples from the default fixtures. */
export const openapiYaml = () => served('/openapi.yaml');

/** The published OpenAPI document of the control plane. */
export const controlYaml = () => served('/openapi-control.yaml');

/** The address of a server that is started without options. */
export const DEFAULT_HOST = '127.0.0.1:3000';

/** A document as served with the default fixtures at the default address. */
async function served(url: string): Promise<string> {
  const store = new Store(openInMemory());
  store.seed(loadFixtures(DEFAULT_FIXTURES));
  const app = await buildApp({
    worlds: new Worlds(store, systemClock),
    paths: DEFAULT_PATHS,
    documentedOnly: false,
    docs: true,
    control: { token: undefined, bodyLimit: 1024 * 1024 },
  });
  try {
    const { body } = await app.inject({ url, headers: { host: DEFAULT_HOST } });
    return body;
  } finally {
    await app.close();
    store.close();
  }
}
