import { control } from '../files.ts';

/** Adds a stub, until the next reset. */
export async function addStub(root: string, stub: object): Promise<void> {
  await control('POST', `${root}/__admin/mappings`, stub);
}
