import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { HEADERS, pathOf } from './requests.ts';
import { BUILT, ours, type Server, WORK } from './servers.ts';

/** A database file, and the milliseconds from the start of its generation to the first answer. */
export interface Data {
  readonly file: string;
  readonly taken: number;
}

const made = new Map<number, Promise<Data>>();

/** A database file with this number of partners, generated on the first call. */
export function databaseOf(partners: number): Promise<Data> {
  let data = made.get(partners);
  if (data === undefined) {
    data = make(partners);
    made.set(partners, data);
  }
  return data;
}

async function make(partners: number): Promise<Data> {
  const file = path.join(WORK, `${partners}.db`);
  const server = await ours('--database', file, '--generate', `${partners}`, '--seed', '42');
  await server.stop('SIGTERM');
  return { file, taken: server.started };
}

const folders = new Map<number, string>();

/** A folder of fixtures with this number of partners, written on the first call. */
export function fixturesOf(partners: number): string {
  let folder = folders.get(partners);
  if (folder === undefined) {
    folder = path.join(WORK, `fixtures-${partners}`);
    const options = ['--generate', `${partners}`, '--seed', '42'];
    execFileSync(process.execPath, [BUILT, 'generate', folder, ...options]);
    folders.set(partners, folder);
  }
  return folder;
}

/** Saves an answer into a file. */
export function save({ port }: Server, operation: string, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    http.get({ port, path: pathOf(operation), headers: HEADERS }, (response) => {
      response.pipe(fs.createWriteStream(file)).on('finish', resolve).on('error', reject);
    });
  });
}
