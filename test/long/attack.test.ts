import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { Scope } from '../attack/attack.ts';
import { ATTACKS } from '../attack/attacks.ts';
import { SEED } from '../attack/random.ts';
import { slopeOf } from '../attack/slope.ts';
import { ROOT, runForeign } from '../command-helpers.ts';

t.setTimeout(600_000);

for (const { name, unit, short, skip = false, run } of ATTACKS) {
  t.test(`${name}, its short form: ${short} ${unit}`, { skip }, async (t) => {
    const scope = new Scope();
    t.teardown(() => scope.close());
    t.comment(`SEED=${SEED}`);
    // An attack throws an error where a promise is broken.
    t.pass(`${name}: ${await run(scope, short)}`);
  });
}

t.test('npm run test:attack prints a line for each attack that it is given', async (t) => {
  const run = (...args: string[]) =>
    runForeign(t, 'npm', ['run', '--silent', 'test:attack', '--', ...args], { cwd: ROOT });
  const one = await run('timing=200');
  t.strictSame({ status: one.status, stderr: one.stderr }, { status: 0, stderr: '' });
  t.match(
    one.stdout,
    /^timing: 100 refusals .* ratio [\d.]+ \(\d{4}-\d\d-\d\d, .* cores, Node v.*\)\n$/,
  );
  for (const [args, said] of [
    [['nothing'], 'There is no attack "nothing".'],
    [['fuzz=many'], 'The size of fuzz=many is no number.'],
    [['fuzz=10', '--write'], '--write puts the figures of long forms into docs/reliability.md'],
    [['--quick'], "Unknown option '--quick'"],
  ] as const) {
    const { status, stderr } = await run(...args);
    t.equal(status, 2);
    t.match(stderr, said);
    for (const { name, long } of ATTACKS) t.match(stderr, `  ${name}=${long} `);
  }
});

t.test('both pages name each attack, and have its line of figures', async (t) => {
  for (const file of ['reliability.md', 'reliability.fr.md']) {
    const page = fs.readFileSync(path.join(ROOT, 'docs', file), 'utf8');
    for (const { name } of ATTACKS) {
      t.match(page, `\n| \`${name}\` | `);
      t.match(page, `\n${name}: `);
    }
  }
});

t.test('the slope of a line is found, whatever it begins with', async (t) => {
  for (const slope of [0, 3, -0.5]) {
    t.equal(slopeOf([1, 2, 4, 8].map((time) => [time, 100 + slope * time])), slope);
  }
});
