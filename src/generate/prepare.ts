import { readerFor } from '../fixtures/array-file.ts';
import {
  DEFAULT_FIXTURES,
  type Fixtures,
  loadFixtures,
  loadFolder,
  type OpenFixtures,
  openFixtures,
} from '../fixtures/load.ts';

/** Parameters of a generation; `partners` is the total, including those of the fixtures. */
export interface Generation {
  readonly partners: number;
  /** From 0 to 2^32 - 1: the same seed, number, fixtures and version give the same data. */
  readonly seed: number;
}

/** Called after each hundredth of the partners to generate, with the number done and their total. */
export type Progress = (done: number, all: number) => void;

/** The default fixtures, cached: a test suite starts many servers. */
let defaults: Fixtures | undefined;

/** Loads a folder of fixtures, or the default ones, and generates further records. Throws as `loadFixtures` does. */
export async function prepareFixtures(
  folder?: string,
  generation?: Generation,
  progress?: Progress,
): Promise<Fixtures> {
  const fixtures = await (folder === undefined ? defaultFixtures() : loadFolder(folder));
  if (generation === undefined) return fixtures;
  // The lists of names and towns are large, and most starts do not need them.
  const { withGenerated } = await import('./generate.ts');
  return withGenerated(fixtures, generation, progress);
}

/** The same for a store: the records of a folder are checked while the store takes them, in one reading. */
export async function prepareBaseline(
  folder?: string,
  generation?: Generation,
  progress?: Progress,
): Promise<OpenFixtures> {
  return folder === undefined || generation !== undefined
    ? prepareFixtures(folder, generation, progress)
    : openFixtures(folder, await readerFor(folder));
}

function defaultFixtures(): Fixtures {
  defaults ??= loadFixtures(DEFAULT_FIXTURES);
  return defaults;
}
