import { type Attack, shown } from './attack.ts';
import { type Counts, FuzzedWorld } from './fuzzed-world.ts';
import { Random, SEED } from './random.ts';
import { Client, Victim } from './victim.ts';

const WORKERS = 12;

/** Requests made from both OpenAPI documents, valid and invalid. */
export const fuzz: Attack = {
  name: 'fuzz',
  unit: 'requests',
  short: 6000,
  long: 1_000_000,
  async run(scope, size) {
    const victim = await Victim.start(scope, []);
    const counts: Counts = {
      sent: 0,
      valid: 0,
      refused: 0,
      judged: 0,
      epochs: 0,
      ending: 0,
    };
    const workers = Array.from({ length: WORKERS }, async (_, index) => {
      const random = new Random(SEED + index);
      const client = new Client(scope, victim, 2);
      while (counts.sent < size) {
        const world = await FuzzedWorld.create(victim, client, random, counts);
        await world.attack(scope);
      }
    });
    await Promise.all(workers);
    victim.check();
    return [
      `${shown(counts.sent)} requests from both OpenAPI documents`,
      `${shown(counts.valid)} successes, ${shown(counts.refused)} refusals, 0 answers with 500`,
      `${shown(counts.judged)} answers valid against the documents`,
    ].join('; ');
  },
};
