import path from 'node:path';
import { buildApp } from '../src/app.ts';
import { DEFAULT_PATHS } from '../src/contract/operations.ts';
import { buildControlDescription } from '../src/docs/documentation.ts';
import { DEFAULT_FIXTURES, loadFixtures } from '../src/fixtures/load.ts';
import { openInMemory } from '../src/store/database.ts';
import { Store } from '../src/store/store.ts';
import { systemClock } from '../src/world/clock.ts';
import { Worlds } from '../src/world/worlds.ts';

/** The top folder of the project. */
export const ROOT = path.join(import.meta.dirname, '..');

/** The published OpenAPI document of the control plane. */
export async function controlYaml(): Promise<string> {
  const app = await buildControlDescription();
  try {
    return app.swagger({ yaml: true });
  } finally {
    await app.close();
  }
}

/** The published OpenAPI document, with examples from the default fixtures. */
export async function openapiYaml(): Promise<string> {
  const store = new Store(openInMemory());
  store.seed(loadFixtures(DEFAULT_FIXTURES));
  const worlds = new Worlds(store, systemClock);
  const app = await buildApp({ worlds, paths: DEFAULT_PATHS, documentedOnly: false, docs: true });
  try {
    // A request for the document loads the words of it.
    const { body } = await app.inject('/openapi.yaml');
    return body;
  } finally {
    await app.close();
    store.close();
  }
}
