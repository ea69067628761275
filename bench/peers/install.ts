import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Peer } from './peer.ts';

/**
 * Installs a peer into the folder unless that version is there. Throws an Error with npm's reason, which says that the
 * network is needed.
 */
export async function install(peer: Peer, folder: string): Promise<void> {
  if (isInstalled(peer, folder)) return;
  const options = [
    ...['--no-audit', '--no-fund', '--loglevel=error'],
    // No peer needs its scripts; Prism's would report the installation to a third party.
    '--ignore-scripts',
    // By default, npm retries without a network for more than a minute.
    '--fetch-retries=1',
  ];
  try {
    await promisify(execFile)('npm', ['install', '--prefix', folder, ...options, peer.package]);
  } catch (error) {
    const { stderr, message } = error as Error & { stderr: string };
    // npm gives the reason in one line, between codes and a stack trace.
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
