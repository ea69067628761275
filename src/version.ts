import fs from 'node:fs';

// No `import.meta.dirname`: Node versions that are too old load this module too.
const MANIFEST = new URL('../package.json', import.meta.url);

function manifest(): { readonly version: string; readonly engines: { readonly node: string } } {
  return JSON.parse(fs.readFileSync(MANIFEST, 'utf8'));
}

/** The version of this package. */
export function packageVersion(): string {
  return manifest().version;
}

/**
 * The message about a Node version below `engines` in package.json (better-sqlite3 needs Node-API 10; the sources need
 * type stripping); undefined for a sufficient one. Call it before better-sqlite3 is loaded: on an older Node, loading
 * it crashes the process.
 */
export function nodeVersionProblem(version = process.versions.node): string | undefined {
  const needed = manifest().engines.node.replace('>=', '');
  if (rank(version) >= rank(needed)) return undefined;
  const problem = `faire-simple-mock needs Node ${needed} or newer, because better-sqlite3 cannot be loaded by older ones; this is Node ${version}.`;
  return `${problem} Install a newer one, or run "npm install --save-dev node@24" in your project ("npm ci" in a clone): npx and npm then use that one.`;
}

/** A number that increases with the version. */
function rank(version: string): number {
  const [major, minor] = version.split('.').map(Number) as [number, number];
  return major * 1000 + minor;
}
