import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** The script that makes a certificate with openssl: cert.pem, its key, and both as cert.p12. */
export const CERTIFICATE = 'certificate.sh';

/** The path of a file below bench/peers. */
export const fileOf = (name: string) => path.join(import.meta.dirname, name);

/** The parsed JSON of a file below bench/peers. */
export const readJson = (name: string) => JSON.parse(fs.readFileSync(fileOf(name), 'utf8'));

/** Makes the certificate in a folder. */
export function makeCertificate(folder: string): void {
  execFileSync('sh', [fileOf(CERTIFICATE)], { cwd: folder, stdio: 'ignore' });
}

/**
 * The lines of files below bench/peers, without empty ones and comments. Templates in JSON have their line breaks
 * counted, too.
 */
export function linesOf(names: readonly string[]): number {
  let count = 0;
  for (const name of new Set(names)) {
    const text = fs.readFileSync(fileOf(name), 'utf8');
    const json = name.endsWith('.json');
    for (const line of text.split(json ? /\n|\\n/ : '\n')) {
      if (!/^\s*(\/\/.*|#.*)?$/.test(line)) count++;
    }
  }
  return count;
}

/** Sends JSON to a control API, with a token if it needs one; rejects unless it accepts it. */
export async function control(
  method: string,
  url: string,
  body?: unknown,
  token?: string,
): Promise<unknown> {
  const headers: Record<string, string> = {};
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  if (body !== undefined) headers['content-type'] = 'application/json';
  const response = await fetch(url, { method, headers, body: JSON.stringify(body) ?? null });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
}
