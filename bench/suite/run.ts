import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { accountsAt } from '../peers/accounts.ts';
import type { Peer } from '../peers/peer.ts';
import { startProgram, WORK } from '../servers.ts';
import type { Account, Mock } from './mock.ts';
import type { Test } from './test.ts';
import { TESTS } from './tests.ts';

/** The folders that a run of the suite needs. */
export interface Folders {
  /** Where npm has installed the mock server. */
  readonly home: string;
  /** The default fixtures. */
  readonly fixtures: string;
  /** Fixtures with 10,000 partners. */
  readonly large: string;
}

/** A running mock server, and how it ends. */
interface Running {
  readonly mock: Mock;
  stop(): Promise<void>;
}

/** Longer than any test takes that passes. */
const LIMIT = 20_000;

/** Runs a test; resolves with the message of its failure. */
export async function failureOf(test: Test, mock: Mock): Promise<string | undefined> {
  const ended = new AbortController();
  const late = setTimeout(LIMIT, undefined, { signal: ended.signal }).then(() => {
    throw new Error(`not over after ${LIMIT} ms`);
  });
  late.catch(() => {});
  try {
    await Promise.race([test.run(mock), late]);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    ended.abort();
  }
}

/**
 * Runs all tests against a mock server: first as it is, then each test with exactly the workarounds that it is said to need.
 * Resolves with the differences from what its file says, in words; an empty list confirms the table.
 */
export async function differencesOf(peer: Peer, folders: Folders): Promise<string[]> {
  const found: string[] = [];
  for (const [tests, parts] of groupsOf(peer)) {
    const failures = await run(peer, folders, tests, parts);
    for (const { id } of tests) {
      const said = sayingOf(peer, id, parts);
      const failure = failures.get(id);
      if (said !== (failure === undefined)) {
        const how = parts.length > 0 ? ` with ${parts.join(', ')}` : '';
        found.push(`${peer.name}, "${id}"${how}: ${failure ?? 'passes'}`);
      }
    }
  }
  return found;
}

/**
 * The workarounds without which a test passes all the same: their lines must not be counted. Only tests with several
 * workarounds are tried; a single one is needed, since the test fails without.
 */
export async function needlessOf(peer: Peer, folders: Folders): Promise<string[]> {
  const found: string[] = [];
  for (const test of TESTS.filter(({ needs }) => needs === undefined)) {
    const parts = peer.workarounds[test.id] ?? [];
    for (const part of parts.length > 1 ? parts : []) {
      const others = parts.filter((each) => each !== part);
      // A server that lacks a file does not start.
      const failures = await run(peer, folders, [test], others).catch(() => undefined);
      if (failures?.size === 0) found.push(`${peer.name}, "${test.id}": ${part}`);
    }
  }
  return found;
}

/** Whether a test is said to pass with these workarounds. */
function sayingOf(peer: Peer, id: string, parts: readonly string[]): boolean {
  return parts.length > 0 || !(id in peer.workarounds || id in peer.cannot);
}

/** The tests that run together: the same server, the same workarounds. */
function groupsOf(peer: Peer): (readonly [readonly Test[], readonly string[]])[] {
  const groups = new Map<string, [Test[], readonly string[]]>();
  for (const test of TESTS) {
    for (const parts of [[], peer.workarounds[test.id] ?? []]) {
      const name = [test.needs, ...parts].join();
      const group = groups.get(name) ?? [[], parts];
      groups.set(name, group);
      if (!group[0].includes(test)) group[0].push(test);
    }
  }
  return [...groups.values()];
}

/** The failures of tests with workarounds, by the ids of the tests. */
async function run(
  peer: Peer,
  folders: Folders,
  tests: readonly Test[],
  parts: readonly string[],
): Promise<Map<string, string>> {
  const failures = new Map<string, string>();
  let running: Running | undefined;
  for (const test of tests) {
    running ??= await begin(peer, folders, test, parts);
    const failure = await failureOf(test, running.mock);
    if (failure !== undefined) failures.set(test.id, failure);
    // Without a reset, the next test gets a new process.
    if (running.mock.reset && test !== tests.at(-1)) {
      await running.mock.reset();
    } else {
      await running.stop();
      running = undefined;
    }
  }
  await running?.stop();
  return failures;
}

/** Starts a mock server for a test. */
async function begin(
  peer: Peer,
  folders: Folders,
  { needs }: Test,
  parts: readonly string[],
): Promise<Running> {
  const folder = fs.mkdtempSync(path.join(WORK, 'suite-'));
  const { home } = folders;
  const fixtures = needs === 'large' ? folders.large : folders.fixtures;
  const https =
    needs === 'https' &&
    (parts.length > 0 || !(needs in peer.workarounds)) &&
    !(needs in peer.cannot);
  const server = await startProgram(
    (port) => peer.configure({ home, folder, fixtures, port, parts, https }),
    { env: { HOME: folder }, scheme: https ? 'https' : 'http', cwd: folder },
  );
  const [account] = accountsAt(server.url) as [Account];
  const pem = ['ca.pem', 'cert.pem'].map((name) => path.join(folder, name)).find(fs.existsSync);
  const ca = pem === undefined ? {} : { ca: fs.readFileSync(pem, 'utf8') };
  return {
    mock: { account, ...ca, ...peer.abilities(server.url, parts) },
    async stop() {
      await server.stop();
      fs.rmSync(folder, { recursive: true });
    },
  };
}
