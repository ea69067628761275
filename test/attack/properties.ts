import fc from 'fast-check';
import { startServer } from '../../src/index.ts';
import { type Attack, shown } from './attack.ts';
import { ComparedWorld, type Step } from './compared-world.ts';
import { SEED } from './random.ts';
import type { RuleOfModel } from './traffic-model.ts';
import { Client } from './victim.ts';

const UIDS = [1, 2, 3] as const;
const IDS = ['une', 'deux', 'trois'];

const uid = fc.constantFrom(...UIDS);
const id = fc.constantFrom(...IDS);
const name = fc.constantFrom('a', 'b');
const rule: fc.Arbitrary<RuleOfModel> = fc.record({
  id,
  uid: fc.option(uid, { nil: undefined }),
  after: fc.nat({ max: 2 }),
  times: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  does: fc.constantFrom('refuse', 'hold', 'pass'),
});
const rules = fc.uniqueArray(rule, { maxLength: 3, selector: (one) => one.id });

/** The events of a world: requests more often than the rest. */
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('get' as const), uid }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('post' as const),
      uid,
      action: fc.constantFrom(0 as const, 1 as const),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('add' as const), rule }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), id }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('replace' as const), rules }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('release' as const),
      id,
      count: fc.integer({ min: 1, max: 2 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('verify' as const),
      operation: fc.constantFrom('getUser', 'setUserStatut'),
      uid,
      times: fc.nat({ max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('save', 'restore'), name }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('clearJournal', 'reset', 'resetData') }),
  },
);

/** Sequences of operations on a world, compared with a model of its rules, its journal and its epochs. */
export const properties: Attack = {
  name: 'properties',
  unit: 'sequences',
  short: 100,
  long: 5000,
  async run(scope, size) {
    const server = await startServer();
    scope.teardown(() => server.close());
    const client = new Client(scope, {}, 64);
    const counts = { steps: 0, held: 0 };
    const sequence = fc.array(step, { maxLength: 30, size: 'max' });
    const property = fc.asyncProperty(sequence, async (steps) => {
      // No rules of the fixtures: they are for other partners.
      const sandbox = server.createSandbox({ rules: [] });
      const world = new ComparedWorld(sandbox, client, UIDS);
      try {
        for (const each of steps) await world.perform(each);
      } finally {
        await sandbox.close();
      }
      counts.steps += steps.length;
      counts.held += world.held;
    });
    await fc.assert(property, { numRuns: size, seed: SEED });
    return [
      `${shown(size)} sequences of ${shown(counts.steps)} requests and changes through sockets`,
      `${shown(counts.held)} requests held meanwhile`,
      'rules, journal and epochs equal their model after each',
    ].join('; ');
  },
};
