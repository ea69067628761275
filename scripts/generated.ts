import path from 'node:path';
import { DEFAULT_PATHS } from '../src/contract/operations.ts';
import { buildDocumentation } from '../src/docs/documentation.ts';
import { DEFAULT_FIXTURES, loadFixtures } from '../src/fixtures/load.ts';
import { systemClock } from '../src/world/clock.ts';
import { openInMemory } from '../src/world/database.ts';
import { Store } from '../src/world/store.ts';
import { World } from '../src/world/world.ts';

/** The top folder of the project. */
export const ROOT = path.join(import.meta.dirname, '..');

/** The published OpenAPI document, with examples from the default fixtures. */
export async function openapiYaml(): Promise<string> {
  const store = new Store(openInMemory());
  store.seed(loadFixtures(DEFAULT_FIXTURES));
  const world = new World(store, systemClock);
  const app = await buildDocumentation({ world, paths: DEFAULT_PATHS });
  try {
    return app.swagger({ yaml: true });
  } finally {
    await app.close();
    store.close();
  }
}
