import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { jsonServer } from './json-server.ts';
import { mockoon } from './mockoon.ts';
import { prism } from './prism.ts';

/** Another mock server, set up to serve the same: all users, and one of them. */
export interface Peer {
  readonly name: string;
  /** Its npm package at an exact version. */
  readonly package: string;
  /** What it does otherwise than ours, for the reader of the table. */
  readonly note: string;
  /**
   * Writes its configuration into the folder it is installed in, and returns what Node is to run: a script and its
   * arguments. The fixtures are a folder that "generate" wrote. Give the process that folder as HOME, since Mockoon makes
   * one for its logs there, and drop its output, since Mockoon cannot be told to be silent.
   */
  configure(folder: string, fixtures: string, port: number): readonly string[];
}

/** The peers. */
export const PEERS: readonly Peer[] = [jsonServer, prism, mockoon];

/**
 * Installs a peer into the folder unless it is there in its version. Throws an Error that says what failed, and that the
 * network is needed.
 */
export async function install(peer: Peer, folder: string): Promise<void> {
  if (isInstalled(peer, folder)) return;
  const options = [
    ...['--no-audit', '--no-fund', '--loglevel=error'],
    // None of them needs its scripts; Prism's would report the installation to a third party.
    '--ignore-scripts',
    // By default, npm asks a network that is not there for more than a minute.
    '--fetch-retries=1',
  ];
  try {
    await promisify(execFile)('npm', ['install', '--prefix', folder, ...options, peer.package]);
  } catch (error) {
    const { stderr, message } = error as Error & { stderr: string };
    // npm says why in one line, between codes and a stack trace.
    const said = /^npm error (?!(?:code|syscall|errno|path|dest) )(.+)/m.exec(stderr);
    const reason = said?.[1] ?? message;
    throw new Error(`Cannot install ${peer.package}, which takes npm and the network: ${reason}`);
  }
}

function isInstalled(peer: Peer, folder: string): boolean {
  const at = peer.package.lastIndexOf('@');
  const manifest = path.join(folder, 'node_modules', peer.package.slice(0, at), 'package.json');
  if (!fs.existsSync(manifest)) return false;
  return JSON.parse(fs.readFileSync(manifest, 'utf8')).version === peer.package.slice(at + 1);
}
