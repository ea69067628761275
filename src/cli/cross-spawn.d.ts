/** The package has no types of its own: it has the signature of Node's `spawn()`. */
declare module 'cross-spawn' {
  const spawn: typeof import('node:child_process').spawn;
  export default spawn;
}
