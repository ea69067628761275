import t from 'tap';
import { Scope } from '../attack/attack.ts';
import { ATTACKS } from '../attack/attacks.ts';
import { SEED } from '../attack/random.ts';

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
