import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { actualisation } from './benches/actualisation.ts';
import { fixtures } from './benches/fixtures.ts';
import { getUser } from './benches/get-user.ts';
import { measureGrowth, planOf, writePlot } from './benches/growth.ts';
import { inProcess } from './benches/in-process.ts';
import { installed } from './benches/installed.ts';
import { journal } from './benches/journal.ts';
import { large } from './benches/large.ts';
import { limits } from './benches/limits.ts';
import { listUsers } from './benches/list-users.ts';
import { many } from './benches/many.ts';
import { HEAD, measurePeers } from './benches/peers.ts';
import { setStatut } from './benches/set-statut.ts';
import { start } from './benches/start.ts';
import { tls } from './benches/tls.ts';
import { growthTable } from './growth.ts';
import { type Bench, type Line, met, round } from './line.ts';
import { ROOT } from './servers.ts';

const BENCHES: readonly Bench[] = [
  getUser,
  setStatut,
  tls,
  listUsers,
  large,
  actualisation,
  start,
  fixtures,
  inProcess,
  installed,
  many,
  journal,
  limits,
];

const OPTIONS = { peers: { type: 'boolean' }, write: { type: 'boolean' } } as const;

/** The arguments of `npm run bench`; exits with a message for an unknown one. */
function readArguments() {
  try {
    const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
    const known = BENCHES.map(({ name }) => name);
    const unknown = positionals.find((name) => !known.includes(name));
    if (unknown !== undefined) {
      throw new Error(`There is no benchmark "${unknown}": there are ${known.join(', ')}.`);
    }
    if (values.write && positionals.length > 0) {
      throw new Error('--write puts all figures into docs/performance.md: it goes without names.');
    }
    return { ...values, names: positionals.length > 0 ? positionals : known };
  } catch (error) {
    console.error((error as Error).message);
    console.error(
      'npm run bench [-- NAME…] [--peers: json-server, Prism, Mockoon too] [--write: docs/performance.md]',
    );
    process.exit(1);
  }
}

const { names, peers = false, write = false } = readArguments();
const begin = performance.now();
const lines: Line[] = [];
for (const bench of BENCHES.filter(({ name }) => names.includes(name))) {
  process.stderr.write(`${bench.name}…\n`);
  lines.push(...(await bench.run()));
}
const table = tableOf(
  ['what', 'target', 'figure', 'value', 'verdict'],
  lines.map((line) => [
    line.what,
    line.target,
    line.figure,
    round(line.value),
    met(line) ? 'met' : '**missed**',
  ]),
);
const machine = `Node ${process.version} on ${os.type()}, ${os.availableParallelism()} cores (${os.cpus()[0]?.model}).`;
console.log(`${machine}\n\n${table}\n`);
const parts: Record<string, string> = { figures: `${machine}\n\n${table}` };
if (peers) {
  parts.peers = tableOf(HEAD, await measurePeers());
  console.log(`${parts.peers}\n`);
}
if (write) {
  process.stderr.write('growth…\n');
  const growth = await measureGrowth();
  writePlot(growth);
  parts.growth = growthTable(growth);
  parts.plan = await planOf();
  writeParts(path.join(ROOT, 'docs', 'performance.md'), parts);
}
console.log(`${round((performance.now() - begin) / 1000)} seconds.`);
process.exit(lines.every(met) ? 0 : 1);

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** Replaces the texts between marks, as in the READMEs. */
function writeParts(file: string, texts: Readonly<Record<string, string>>): void {
  let page = fs.readFileSync(file, 'utf8');
  for (const [name, text] of Object.entries(texts)) {
    const marked = RegExp(`(<!-- ${name} -->\\n)[^]*?(<!-- /${name} -->)`);
    page = page.replace(marked, (_, before, after) => `${before}${text}\n${after}`);
  }
  fs.writeFileSync(file, page);
}
