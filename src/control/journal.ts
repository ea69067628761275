import { Har } from '../traffic/har-schema.ts';
import { JournalEntry, listOf, Verdict } from './answers.ts';
import { FILTER_QUERY, filterOf } from './filter-query.ts';
import type { ControlOperation } from './operations.ts';
import * as schemas from './schemas.ts';

/** The operations on the journal. */
export const JOURNAL: readonly ControlOperation[] = [
  {
    operationId: 'listJournal',
    method: 'GET',
    path: '/journal',
    tag: 'Journal',
    summary: 'List the requests to the API by arrival, without secrets',
    query: FILTER_QUERY,
    answer: {
      description: 'The requests. Where details were dropped to make room, `dropped` is true.',
      schema: listOf(JournalEntry),
    },
    run: ({ control, query }) => control.listJournal(filterOf(query)),
  },
  {
    operationId: 'exportHar',
    method: 'GET',
    path: '/journal.har',
    tag: 'Journal',
    summary: 'Export the requests as an HTTP archive (HAR 1.2), without secrets',
    query: FILTER_QUERY,
    answer: {
      description: 'The archive, which the developer tools of browsers open.',
      schema: Har,
    },
    run: ({ control, query }) => control.exportHar(filterOf(query)),
  },
  {
    operationId: 'clearJournal',
    method: 'DELETE',
    path: '/journal',
    tag: 'Journal',
    summary: 'Empty the journal; requests under way are answered, but get no entry',
    run: ({ control }) => control.clearJournal(),
  },
  {
    operationId: 'waitForRequest',
    method: 'POST',
    path: '/journal/wait',
    tag: 'Journal',
    summary:
      'Wait for a request, or for several; 409 with the nearest requests if they do not come in time',
    body: schemas.Wait,
    example: { operation: 'getUser', timeout: 'PT5S' },
    bodyOptional: true,
    answer: { description: 'The request; of several, the last.', schema: JournalEntry },
    refusals: ['not_received', 'world_reset'],
    run: ({ control, body, closing }) => control.waitForRequest(body, closing),
  },
  {
    operationId: 'verify',
    method: 'POST',
    path: '/journal/verify',
    tag: 'Journal',
    summary:
      'Verify that a request came, how often and in which order, or several at once; 409 if not',
    body: { anyOf: [schemas.Verification, schemas.Verifications] },
    example: { operation: 'setUserStatut', uid: 9, body: { action: 1 }, times: 1 },
    answer: {
      description: 'The verdict, with the requests that matched; for a list, one for each.',
      schema: { anyOf: [Verdict, listOf(Verdict)] },
    },
    refusals: ['not_verified', 'not_decided'],
    run: ({ control, body }) => control.verify(body),
  },
  {
    operationId: 'unexpected',
    method: 'POST',
    path: '/journal/unexpected',
    tag: 'Journal',
    summary:
      'List the requests that no passed verification and no resolved wait has named; those of no known login or key are in the main world',
    body: schemas.Unexpected,
    example: { except: [{ operation: 'getIndex' }] },
    bodyOptional: true,
    answer: {
      description: 'The requests, in order of their `change`; none if all were expected.',
      schema: listOf(JournalEntry),
    },
    refusals: ['not_decided'],
    run: ({ control, body }) => control.unexpected(body),
  },
];
