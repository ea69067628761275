import type { Arrival, Entry, Outcome } from '../../src/traffic/entry.ts';
import { Journal } from '../../src/traffic/journal.ts';
import { Redaction } from '../../src/traffic/redaction.ts';
import { type JournalLimits, Retention } from '../../src/traffic/retention.ts';

/** A request as tests describe it: what differs from a GET of partner 1 that was answered. */
export type Given = Partial<
  Pick<Entry, 'at' | 'operation' | 'subjects' | 'method' | 'rules'> & Arrival & Outcome
>;

export const OUTCOME: Outcome = {
  state: 'answered',
  status: 200,
  duration: 1.5,
  requestBody: null,
  responseBody: null,
  refusal: null,
  unchanged: false,
};

/** An empty journal; `sesame` is a secret. */
export function emptyJournal(limits: Partial<JournalLimits> | Retention = {}): Journal {
  const retention = limits instanceof Retention ? limits : new Retention(limits);
  return new Journal(() => new Redaction(['sesame']), retention);
}

/** Lets a request arrive. */
export function begin(journal: Journal, given: Given = {}): Entry {
  const {
    url = '/api/users/1?key=abcdef',
    application = 'demo',
    rawHeaders = ['Accept', '*/*'],
  } = given;
  const { at = Date.parse('2016-03-14T09:26:53.500Z'), operation = 'getUser' } = given;
  const { subjects = { uid: 1, semestre: null }, method = 'GET', rules = [] } = given;
  const arrival = { url, application, rawHeaders, secure: false, ...given };
  const entry = journal.begin(at, operation, subjects, method, arrival);
  entry.rules = rules;
  return entry;
}

/** Lets a request arrive and be answered. */
export function add(journal: Journal, given: Given = {}): Entry {
  const entry = begin(journal, given);
  journal.end(entry, { ...OUTCOME, ...given });
  return entry;
}

/** A journal of such requests. */
export function journalOf(...given: Given[]): Journal {
  const journal = emptyJournal();
  for (const each of given) add(journal, each);
  return journal;
}

/** A POST of a body. */
export function post(uid: number, requestBody: string, status = 200): Given {
  return {
    operation: 'setUserStatut',
    method: 'POST',
    subjects: { uid, semestre: null },
    status,
    requestBody,
  };
}

export function idsOf(entries: Iterable<{ id: number }>): number[] {
  return [...entries].map(({ id }) => id);
}
