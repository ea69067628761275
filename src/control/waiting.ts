import { clearTimeout, setTimeout } from 'node:timers';
import type { Entry } from '../traffic/entry.ts';
import { type Expectation, matcherOf } from '../traffic/expectation.ts';
import type { Journal } from '../traffic/journal.ts';
import type { JournalEntry, ShownRequest } from '../traffic/shown.ts';
import { inTurn } from '../traffic/turns.ts';
import { type Verdict, verify } from '../traffic/verification.ts';
import { describe, presentedBy } from '../traffic/words.ts';
import { WorldError } from '../world/world-error.ts';
import { VerificationError } from './verification-error.ts';

/** The verdict on a wait that was ended. */
const NOTHING: Omit<Verdict, 'message'> = {
  passed: false,
  decided: true,
  count: 0,
  running: 0,
  matched: [],
  nearest: [],
};

/** Awaited requests. */
export interface Awaited {
  readonly expectation: Expectation;
  /** Their number. */
  readonly times: number;
  /** Only requests that became visible or ended after this change. */
  readonly after: number;
  /** In milliseconds. */
  readonly timeout: number;
  /** Ends the wait. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Resolves with the last of the first requests that match the expectation and, unless a state is expected, have ended:
 * as many as are awaited, in the order in which they began to match. Each wait searches the journal in a turn of the event
 * loop of its own, so that many waits do not delay other clients.
 */
export function waitFor(
  journal: Journal,
  { expectation, times, after, timeout, signal }: Awaited,
): Promise<JournalEntry> {
  const matches = matcherOf(expectation);
  const isAwaited = (entry: Entry) =>
    (expectation.state !== undefined || entry.state !== 'running') && matches(entry) === true;
  return new Promise((resolve, reject) => {
    let over = false;
    let lookedBack = false;
    /** The requests that have matched, and the changes by which they did. */
    const come = new Map<Entry, number>();
    const stop = () => {
      over = true;
      stopWatching();
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    const finish = () => {
      if (over || come.size < times) return;
      stop();
      const first = [...come].sort(([, one], [, other]) => one - other).slice(0, times);
      const entries = first.map(([entry]) => entry);
      journal.expect(entries);
      resolve(journal.show(entries.at(-1) as Entry));
    };
    const refuse = (error: Error) => {
      stop();
      reject(error);
    };
    const giveUp = (verdict: Verdict, why: string) => {
      const message = `${verdict.message} (${why})`;
      refuse(new VerificationError({ ...verdict, message }, 'not_received'));
    };
    const onTimeout = () => {
      const requests = {
        about: (expected: Expectation) => journal.about(expected, after),
        backwards: () => journal.backwards(after),
        gone: (operation: Expectation['operation']) => journal.gone(operation, after),
        show: (entry: Entry) => journal.show(entry),
        expect: () => {},
        redactionOf: (request: ShownRequest) => journal.redactionOf(request),
      };
      const verdict = verify(requests, { ...expectation, times: { atLeast: times } });
      giveUp(verdict, `waited ${timeout} ms`);
    };
    // The server's stop ends all waits at once: the search for near misses is omitted.
    const onAbort = () => {
      const redaction = journal.redactionOf(presentedBy(expectation));
      const message = `${describe(expectation, redaction)} had not come yet.`;
      giveUp({ ...NOTHING, message }, 'the wait was ended');
    };
    const stopWatching = journal.watch({
      operation: expectation.operation,
      changed(entry) {
        if (come.has(entry) || !isAwaited(entry)) return;
        come.set(entry, entry.change);
        // Answers have turns of their own, too.
        if (lookedBack) inTurn(finish);
      },
      emptied(by) {
        if (by === 'clear') return;
        const what = by === 'reset' ? 'The world was reset' : 'The fixtures were reloaded';
        refuse(new WorldError('reset', `${what} while this request was waited for.`));
      },
      closed: refuse,
    });
    // The search through earlier requests is queued before the time-out.
    const timer = setTimeout(() => inTurn(onTimeout), timeout);
    inTurn(() => {
      if (over) return;
      lookedBack = true;
      let [found, latest] = [0, 0];
      for (const entry of journal.about(expectation, after)) {
        // Each arrival is a change: the other entries have changed later.
        if (found >= times && journal.emptied.change + entry.id > latest) break;
        if (come.has(entry) || !isAwaited(entry)) continue;
        come.set(entry, entry.change);
        if (++found <= times) latest = Math.max(latest, entry.change);
      }
      finish();
    });
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort);
  });
}
