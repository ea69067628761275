// Makes an authority and a certificate as a start with --https does, and prints the milliseconds; benches/tls.ts runs it in
// a separate process.
const begin = performance.now();
const { secure } = (await import(
  '../dist/tls/secure.js' as string
)) as typeof import('../src/tls/secure.ts');
const options = { names: [], folder: undefined, own: undefined, httpPort: 0, fault: undefined };
await secure(options, new Date());
console.log(performance.now() - begin);
