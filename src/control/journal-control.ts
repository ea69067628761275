import { millisecondsOf } from '../json/durations.ts';
import { toHar } from '../traffic/har.ts';
import type { JournalFilter } from '../traffic/journal.ts';
import type { JournalEntry } from '../traffic/shown.ts';
import type { Har } from '../traffic/types.ts';
import {
  UNEXPECTED_UNDECIDED,
  type Verdict,
  type Verification,
  verify,
} from '../traffic/verification.ts';
import { packageVersion } from '../version.ts';
import { invalid, show } from '../world/validation.ts';
import { ApplicationControl } from './application-control.ts';
import {
  checkExpectation,
  checkUnexpected,
  checkVerifications,
  checkWait,
} from './expectations.ts';
import type { RequestListener } from './listening.ts';
import * as schemas from './schemas.ts';
import type { Unexpected, Wait } from './types.ts';
import { errorOfList, VerificationError } from './verification-error.ts';
import { waitFor } from './waiting.ts';

/** The default time-out of `waitForRequest`, in milliseconds. */
const WAIT = 5000;

/** The operations of a test on the journal of a world: list, wait, verify. */
export class JournalControl extends ApplicationControl {
  /**
   * The requests that match a filter, without secrets: the latest 1,000 or `limit`, by arrival. With `after`, those that
   * changed after this `change`, in this order, so that a journal can be read by pages; with `before`, those that arrived
   * before the entry of this `id`. `since` and `until` are instants of the world's clock.
   *
   * @example
   * const refused = server.listJournal({ refusal: { absent: false } });
   * const page = server.listJournal({ after: 0, limit: 100 });
   * const next = server.listJournal({ after: page.at(-1).change, limit: 100 });
   */
  listJournal(filter: JournalFilter = {}): JournalEntry[] {
    return this.target.journal.list(checkExpectation(schemas.JournalFilter, filter, 'the filter'));
  }

  /**
   * The requests as an HTTP archive 1.2, without secrets, for the developer tools of browsers; as many and the same as
   * `listJournal()` gives.
   *
   * @example
   * fs.writeFileSync('failed-test.har', JSON.stringify(server.exportHar({ status: { startsWith: 5 } })));
   */
  exportHar(filter: JournalFilter = {}): Har {
    checkExpectation(schemas.JournalFilter, filter, 'the filter');
    return toHar(this.target.journal.archived(filter), packageVersion());
  }

  /**
   * Empties the journal; running requests are answered, but leave no entry.
   *
   * @example
   * beforeEach(() => server.clearJournal());
   */
  clearJournal(): void {
    this.target.journal.empty('clear');
  }

  /**
   * Resolves with the first request that matches the expectation and has ended or, with `state`, is in that state; with
   * `times: n`, with the last of the first n. Earlier requests count, too, unless `after` is the `change` of an entry.
   * `timeout`: milliseconds or an ISO 8601 duration, at most a minute; 5 s by default. Rejects at the time-out with a
   * `VerificationError` of the code `not_received`, when the signal is aborted, and when the world is reset.
   *
   * @example
   * const { status } = await server.waitForRequest({ operation: 'setUserStatut', uid: 9, timeout: 'PT10S' });
   * await server.waitForRequest({ operation: 'getUser', state: 'running', times: 3 });
   */
  async waitForRequest(wait: Wait = {}, signal?: AbortSignal): Promise<JournalEntry> {
    const { after = 0, times = 1, timeout = WAIT, ...expectation } = checkWait(wait);
    checkSignal(signal);
    const awaited = { expectation, times, after, timeout: millisecondsOf(timeout), signal };
    return waitFor(this.target.journal, awaited);
  }

  /**
   * Verifies the journal against an expectation, or against each of a list. Throws a `VerificationError` if one does not
   * hold, or if it cannot be decided because too much was dropped to make room; its message tells all that failed.
   *
   * @example
   * server.verify({ operation: 'setUserStatut', uid: 9, body: { action: 1 }, times: 1 });
   * server.verify([{ path: '/users', query: { statut: 1 } }, { status: { startsWith: 5 }, times: 0 }]);
   */
  verify(verification: Verification): Verdict;
  verify(verifications: readonly Verification[]): Verdict[];
  verify(given: Verification | readonly Verification[]): Verdict | Verdict[] {
    const verdicts = checkVerifications(given).map((each) => verify(this.target.journal, each));
    const [first, ...others] = verdicts.flatMap((verdict, index) =>
      verdict.passed ? [] : [{ index, verdict }],
    );
    if (Array.isArray(given)) {
      if (first) throw errorOfList([first, ...others], verdicts.length);
      return verdicts;
    }
    if (first) throw new VerificationError(first.verdict);
    return verdicts[0] as Verdict;
  }

  /**
   * The requests that no passed verification and no resolved wait has named since the journal was last emptied, in order
   * of their `change`; the first 1,000 unless `limit` says otherwise. A list, so that a test's report shows them. Requests
   * whose login and key are both unknown are in the main world, not in a sandbox. Throws a `VerificationError` with the
   * code `not_decided` if such requests were dropped to make room.
   *
   * @example
   * afterEach(() => assert.deepEqual(sandbox.unexpected({ except: [{ operation: 'getIndex' }] }), []));
   */
  unexpected(options: Unexpected = {}): JournalEntry[] {
    const entries = this.target.journal.unexpected(checkUnexpected(options));
    if (entries === undefined) throw new VerificationError(UNEXPECTED_UNDECIDED);
    return entries;
  }

  /**
   * Calls the listener with every request when it has ended, until the returned function is called. An error of the
   * listener or of its promise does not affect the request: the next call of the handle throws it, `close()` included,
   * and the first one is written to stderr.
   *
   * @example
   * const stop = server.onRequest(({ method, path, status }) => console.log(method, path, status));
   */
  onRequest(listener: RequestListener): () => void {
    const { journal } = this.target;
    const call = this.guardListener('onRequest', listener);
    return journal.watch({
      changed(entry) {
        if (entry.state !== 'running') call(journal.show(entry));
      },
    });
  }
}

/** Accepts the signals of DOM implementations too, which have a class of their own. */
function checkSignal(signal: unknown): void {
  if (signal === undefined || typeof Object(signal).removeEventListener === 'function') return;
  const wrong = { location: [], found: show(signal), expected: 'an AbortSignal' };
  throw invalid('Invalid value for the signal.', [wrong]);
}
