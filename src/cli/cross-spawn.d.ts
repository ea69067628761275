/** The package has no types; its signature is that of Node's `spawn()`. */
declare module 'cross-spawn' {
  const spawn: typeof import('node:child_process').spawn;
  export default spawn;
}
