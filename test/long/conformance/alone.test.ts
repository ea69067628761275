import t from 'tap';
import { CHECKS } from '../../../src/conformance/checks/checks.ts';
import { startServer } from '../../../src/index.ts';
import { altered } from '../../conformance/altered.ts';
import { DEVIATIONS } from '../../conformance/deviations.ts';
import { runAgainst } from '../../conformance/run-helpers.ts';

t.setTimeout(600_000);

/** It waits for another second, in every run. */
const SLOW = 'behaviour.same_status';

t.test('each deviation is noticed by its check alone', async (t) => {
  const left = Object.entries(DEVIATIONS);
  const work = async () => {
    const server = await startServer();
    t.teardown(() => server.close());
    const state = await altered(t, server.url);
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [id, deviation] = next;
      server.reset();
      state.deviation = deviation();
      const checks = CHECKS.filter((check) => check.id === id || check.id !== SLOW);
      const { results } = await runAgainst(state.apiUrl, {}, checks);
      const noticed = results.filter(
        ({ outcome }) => outcome === 'failed' || outcome === 'finding',
      );
      t.strictSame(
        noticed.map((result) => result.id),
        [id],
      );
    }
  };
  // Some wait: for an answer that does not come, for the end of a limit.
  await Promise.all([work(), work(), work()]);
});
