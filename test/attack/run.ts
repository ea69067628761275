// `npm run test:attack`: the attacks in their long forms, one line of figures each.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../command-helpers.ts';
import { type Attack, Scope } from './attack.ts';
import { ATTACKS } from './attacks.ts';
import { SEED } from './random.ts';

interface Chosen {
  readonly attack: Attack;
  readonly size: number;
}

/** The arguments; exits with a message for an invalid one. */
function readArguments(): { chosen: readonly Chosen[]; write: boolean } {
  try {
    const { values, positionals } = parseArgs({
      options: { write: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const given = positionals.map((text) => chosenBy(text));
    const all = ATTACKS.map((attack) => ({ attack, size: attack.long }));
    const chosen = given.length > 0 ? given : all;
    if (values.write && chosen.some(({ attack, size }) => size < attack.long)) {
      throw new Error(
        '--write puts the figures of long forms into docs/reliability.md: no smaller sizes.',
      );
    }
    return { chosen, write: values.write };
  } catch (error) {
    console.error((error as Error).message);
    console.error('npm run test:attack [-- NAME[=SIZE]… --write]');
    for (const { name, long, unit } of ATTACKS) console.error(`  ${name}=${long} ${unit}`);
    process.exit(2);
  }
}

function chosenBy(text: string): Chosen {
  const [name, size] = text.split('=');
  const attack = ATTACKS.find((one) => one.name === name);
  if (attack === undefined) throw new Error(`There is no attack "${name}".`);
  if (size === undefined) return { attack, size: attack.long };
  if (!/^[1-9]\d{0,8}$/.test(size)) throw new Error(`The size of ${text} is no number.`);
  return { attack, size: Number(size) };
}

/** Replaces the line of an attack in both pages. */
function writeLine(name: string, line: string): void {
  for (const file of ['reliability.md', 'reliability.fr.md']) {
    const page = path.join(ROOT, 'docs', file);
    const text = fs.readFileSync(page, 'utf8');
    fs.writeFileSync(
      page,
      text.replace(RegExp(`^${name}: .*$`, 'm'), () => line),
    );
  }
}

const { chosen, write } = readArguments();
const machine = `${os.type()}, ${os.availableParallelism()} cores, Node ${process.version}`;
let failed = false;
for (const { attack, size } of chosen) {
  const { name, skip } = attack;
  if (skip) {
    console.log(`${name}: not tried, ${skip}`);
    continue;
  }
  const scope = new Scope();
  try {
    const figures = await attack.run(scope, size);
    const line = `${name}: ${figures} (${new Date().toISOString().slice(0, 10)}, ${machine})`;
    console.log(line);
    if (write) writeLine(name, line);
  } catch (error) {
    failed = true;
    console.log(`${name}: FAILED with SEED=${SEED}`);
    console.error(error);
  } finally {
    await scope.close();
  }
}
process.exit(failed ? 1 : 0);
