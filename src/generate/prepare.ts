import { DEFAULT_FIXTURES, type Fixtures, loadFixtures } from '../fixtures/load.ts';

/** How many partners there are to be, and which ones are made up. */
export interface Generation {
  readonly partners: number;
  /** From 0 to 2^32 - 1: the same seed, number, fixtures and version give the same data. */
  readonly seed: number;
}

/** Is told, from time to time, how many of the partners that are made up are done. */
export type Progress = (done: number, all: number) => void;

/** The fixtures that come with the package: a test that starts many servers reads them once. */
let defaults: Fixtures | undefined;

/**
 * Loads a folder of fixtures, the default ones without it, and makes up what is asked for besides. Throws as
 * `loadFixtures` does.
 */
export async function prepareFixtures(
  folder?: string,
  generation?: Generation,
  progress?: Progress,
): Promise<Fixtures> {
  const fixtures = folder === undefined ? defaultFixtures() : loadFixtures(folder);
  if (generation === undefined) return fixtures;
  // The lists that names come from are large, and most starts need none.
  const { withGenerated } = await import('./generate.ts');
  return withGenerated(fixtures, generation, progress);
}

function defaultFixtures(): Fixtures {
  defaults ??= loadFixtures(DEFAULT_FIXTURES);
  return defaults;
}
