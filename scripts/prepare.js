// Builds the package if its tools are installed, else does nothing, silently: npm runs this after `npm ci`, with
// --omit=dev too, and before it packs a folder or a git repository. Plain JavaScript, for any Node.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

// npm runs scripts in the root folder of the package.
const compiler = 'node_modules/typescript/bin/tsc';
if (fs.existsSync(compiler) && fs.existsSync('src')) {
  const args = [compiler, '-p', 'tsconfig.build.json'];
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
}
