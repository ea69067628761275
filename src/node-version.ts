/** The oldest Node that can load better-sqlite3 13 (Node-API 10) and runs TypeScript's syntax as it is. */
const NEEDED = [22, 18] as const;

/**
 * What to say to someone whose Node is too old, or undefined. To be asked before anything that imports better-sqlite3
 * is loaded: on an older Node, loading it crashes the process.
 */
export function nodeVersionProblem(version = process.versions.node): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return undefined;
  return `faire-simple-mock needs Node ${NEEDED.join('.')} or newer, because better-sqlite3 cannot be loaded by older ones; this is Node ${version}.`;
}
