import assert from 'node:assert/strict';
import { median } from '../../bench/statistics.ts';
import { basic } from '../helpers.ts';
import { type Attack, shown } from './attack.ts';
import { DEMO } from './demo.ts';
import { Client, Victim } from './victim.ts';

/** Requests of each kind in a round; the kinds alternate within it. */
const EACH = 50;

/** From this many requests on, the ratio is judged: before, it is chance. */
const JUDGED = 20_000;

/** The ratio, in both directions, from which on a client could tell the two refusals apart. */
const APART = 1.25;

/** The time of a refusal of a known login with a wrong password, and of an unknown login. */
export const timing: Attack = {
  name: 'timing',
  unit: 'requests',
  short: 1000,
  long: 40_000,
  async run(scope, size) {
    const victim = await Victim.start(scope, []);
    const client = new Client(scope, victim, 1);
    /** Microseconds of a refusal. */
    const time = async (login: string, password: string): Promise<number> => {
      const headers = { authorization: basic(`${login}:${password}`) };
      const url = `${victim.url}/api/users/1?key=${DEMO.key}`;
      const begin = performance.now();
      const { status } = await client.send(url, { headers });
      const taken = (performance.now() - begin) * 1000;
      assert.equal(status, 401);
      return taken;
    };
    const ratios: number[] = [];
    const medians: number[] = [];
    // The first round warms up.
    for (let round = 0; round <= size / (2 * EACH); round++) {
      const [known, unknown]: [number[], number[]] = [[], []];
      for (let sent = 0; sent < EACH; sent++) {
        const password = `wrong-${round}-${sent}`;
        known.push(await time(DEMO.login, password));
        unknown.push(await time('omed', password));
      }
      if (round === 0) continue;
      medians.push(median(known));
      ratios.push(median(known) / median(unknown));
    }
    const ratio = median(ratios);
    if (size >= JUDGED) assert.ok(ratio < APART && ratio > 1 / APART, `a ratio of ${ratio}`);
    const both = shown(ratios.length * EACH);
    return [
      `${both} refusals of a wrong password and ${both} of an unknown login`,
      `median ${shown(median(medians))} µs, ratio ${shown(ratio, 3)}`,
    ].join('; ');
  },
};
