import { readFile, rename, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** A client of faire-simple. */
export interface Account {
  readonly url: string;
  readonly login: string;
  readonly password: string;
  readonly key: string;
}

/** How long to try; times in milliseconds. */
export interface Patience {
  readonly attempts?: number;
  /** For a whole answer. */
  readonly timeout?: number;
  /** Before the second attempt, unless the answer says otherwise; doubled before each further one. */
  readonly pause?: number;
}

type Row = Readonly<Record<string, unknown>>;

/** The records of a collection, by key. Members that this program does not know are kept. */
export type Copy = Record<keyof typeof KEYS, Record<string, Row>>;

const KEYS = {
  partenaires: 'uid',
  thematiques: 'tid',
  campagnes: 'id',
  propositions: 'id',
} as const;

/** A refusal that another attempt does not change. */
export class Refused extends Error {}

/**
 * Brings a local copy up to date: with a half-year such as `2016-S1`, adds and replaces its records; without, replaces
 * everything. The file changes only if the whole answer was read. Resolves with the number of records received.
 */
export async function synchronise(
  file: string,
  account: Account,
  semestre?: string,
  patience?: Patience,
): Promise<number> {
  const path = semestre === undefined ? '/actualisation' : `/actualisation/${semestre}`;
  const received = await download(path, account, patience);
  const copy = semestre === undefined ? empty() : await readCopy(file);
  let count = 0;
  for (const [collection, key] of Object.entries(KEYS) as [keyof Copy, string][]) {
    for (const row of rowsOf(received, collection)) {
      copy[collection][String(row[key])] = row;
      count++;
    }
  }
  await writeFile(`${file}.new`, JSON.stringify(copy));
  await rename(`${file}.new`, file);
  return count;
}

/** Reads the local copy; a missing file is an empty one. */
export async function readCopy(file: string): Promise<Copy> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return empty();
    throw error;
  }
}

const empty = (): Copy => ({ partenaires: {}, thematiques: {}, campagnes: {}, propositions: {} });

function rowsOf(received: Row, collection: string): Row[] {
  const rows = received[collection];
  if (!Array.isArray(rows)) throw new Error(`the answer has no ${collection}`);
  return rows;
}

async function download(path: string, account: Account, patience: Patience = {}): Promise<Row> {
  const { attempts = 4, timeout = 60_000, pause = 1000 } = patience;
  for (let attempt = 1; ; attempt++) {
    let wait = pause * 2 ** (attempt - 1);
    try {
      const response = await request(path, account, timeout);
      if (response.ok) return (await response.json()) as Row;
      const problem = `${path}: ${response.status} ${await response.text()}`;
      if (response.status < 500 && response.status !== 429) throw new Refused(problem);
      const retryAfter = response.headers.get('retry-after');
      if (retryAfter !== null) wait = Number(retryAfter) * 1000;
      throw new Error(problem);
    } catch (error) {
      // Also a connection that broke, an answer that took too long, and one that ended early or is not JSON.
      if (error instanceof Refused || attempt === attempts) throw error;
    }
    await sleep(wait);
  }
}

function request(path: string, account: Account, timeout: number): Promise<Response> {
  const { url, login, password, key } = account;
  const credentials = Buffer.from(`${login}:${password}`).toString('base64');
  return fetch(`${url}${path}?${new URLSearchParams({ key })}`, {
    headers: { authorization: `Basic ${credentials}` },
    signal: AbortSignal.timeout(timeout),
  });
}
