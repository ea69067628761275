import fs from 'node:fs';
import path from 'node:path';
import tls from 'node:tls';
import { certificateIn } from '../tls/pair.ts';

/** The variables that name a program's roots, in place of the system's. */
export const ROOT_VARIABLES = [
  'SSL_CERT_FILE',
  'CURL_CA_BUNDLE',
  'REQUESTS_CA_BUNDLE',
  'NODE_EXTRA_CA_CERTS',
] as const;

/** The roots that programs trust: those of the system, else of Node, and those of the variables. In PEM, each once. */
export function rootsOf(env: Readonly<Record<string, string | undefined>>): string[] {
  const system = tls.getCACertificates('system');
  const roots = system.length > 0 ? system : tls.rootCertificates;
  const named = ROOT_VARIABLES.flatMap((name) => certificatesAt(env[name] ?? ''));
  return [...new Set([...roots, ...named].map((pem) => `${pem.trim()}\n`))];
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The certificates in a file, or in the files of a folder; none where nothing can be read. */
function certificatesAt(place: string): string[] {
  try {
    if (fs.statSync(place).isDirectory()) {
      return fs.readdirSync(place).flatMap((name) => certificatesAt(path.join(place, name)));
    }
    const found = fs.readFileSync(place, 'latin1').match(CERTIFICATE) ?? [];
    return found.flatMap((pem) => certificateIn(pem)?.toString() ?? []);
  } catch {
    return [];
  }
}
