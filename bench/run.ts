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
import { measurePeers } from './benches/peers.ts';
import { setStatut } from './benches/set-statut.ts';
import { start } from './benches/start.ts';
import { tls } from './benches/tls.ts';
import { growthTable } from './growth.ts';
import { type Bench, type Line, met, round } from './line.ts';
import { ours } from './peers/ours.ts';
import { PEERS } from './peers/peers.ts';
import { figuresTable } from './peers/table.ts';
import { ROOT } from './servers.ts';
import { type Language, suiteTable, tableOf } from './suite/table.ts';

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

const PAGES = { en: 'comparison.md', fr: 'comparison.fr.md' } as const;

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
    // The other mock servers are measured by themselves, unless a name asks for more.
    const names = positionals.length > 0 || values.peers ? positionals : known;
    return { ...values, names };
  } catch (error) {
    console.error((error as Error).message);
    console.error(
      'npm run bench [-- NAME…] [--peers: the other mock servers] [--write: docs/performance.md; with --peers, docs/comparison.md]',
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
if (names.length > 0) {
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
  const figures = `${machineIn('en')}\n\n${table}`;
  console.log(`${figures}\n`);
  if (write) {
    process.stderr.write('growth…\n');
    const growth = await measureGrowth();
    writePlot(growth);
    writeParts('performance.md', {
      figures,
      growth: growthTable(growth),
      plan: await planOf(),
    });
  }
}
if (peers) {
  const figures = await measurePeers();
  for (const language of ['en', 'fr'] as const) {
    const suite = suiteTable([ours, ...PEERS], language);
    const table = `${machineIn(language)}\n\n${figuresTable(figures, language)}`;
    if (language === 'en') console.log(`${suite}\n\n${table}\n`);
    if (write) writeParts(PAGES[language], { suite, peers: table });
  }
  if (write) writeParts('performance.md', { peers: figuresTable(figures, 'en') });
}
console.log(`${round((performance.now() - begin) / 1000)} seconds.`);
process.exit(lines.every(met) ? 0 : 1);

/** The machine of the measurements. */
function machineIn(language: Language): string {
  const [on, cores] = language === 'en' ? ['on', 'cores'] : ['sous', 'cœurs'];
  const processor = `${os.availableParallelism()} ${cores} (${os.cpus()[0]?.model})`;
  return `Node ${process.version} ${on} ${os.type()}, ${processor}.`;
}

/** Replaces the texts between marks in a page of docs/, as in the READMEs. */
function writeParts(name: string, texts: Readonly<Record<string, string>>): void {
  const file = path.join(ROOT, 'docs', name);
  let page = fs.readFileSync(file, 'utf8');
  for (const [name, text] of Object.entries(texts)) {
    const marked = RegExp(`(<!-- ${name} -->\\n)[^]*?(<!-- /${name} -->)`);
    page = page.replace(marked, (_, before, after) => `${before}${text}\n${after}`);
  }
  fs.writeFileSync(file, page);
}
