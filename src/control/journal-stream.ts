import { PassThrough, type Readable } from 'node:stream';
import { clearInterval, setInterval } from 'node:timers';
import type { FastifyRequest } from 'fastify';
import type { Journal } from '../traffic/journal.ts';
import { inTurn } from '../traffic/turns.ts';
import { feedOf } from './journal-feed.ts';

/** How often a comment is sent, in milliseconds, so that nothing on the way takes the connection for dead. */
const HEARTBEAT = 15_000;

/**
 * The requests to a world as server-sent events (HTML standard §9.2), each when it becomes visible and when it ends; one
 * that does both within a turn of the event loop is told once. `id` is the number of the change, `data` the journal entry
 * in JSON. The events `reset` and `clear` tell that the journal was emptied, `end` that the world has ended. A client that
 * comes back with `Last-Event-ID` is first sent what it has missed.
 */
export function journalStream(
  journal: Journal,
  request: FastifyRequest,
  every = HEARTBEAT,
): Readable {
  const events = new PassThrough();
  const feed = feedOf(journal);
  let change = lastChange(journal, request.headers['last-event-id']);
  // Nothing is kept for a client that does not read but its place.
  let full = false;
  const write = (text: string | Buffer) => {
    full = !events.write(text);
  };
  const more = () => {
    if (full || events.destroyed) return;
    const batch = feed.after(change);
    change = batch.change;
    if (batch.bytes.length > 0) write(batch.bytes);
    if (change < journal.change) inTurn(more);
  };
  const stop = feed.subscribe({
    changed: more,
    closed({ message }) {
      events.end(`event: end\ndata: ${JSON.stringify({ reason: message })}\n\n`);
    },
  });
  write(': the journal of faire-simple-mock\n\n');
  more();
  events.on('drain', () => {
    full = false;
    more();
  });
  const heartbeat = setInterval(() => full || write(': still here\n\n'), every);
  events.once('close', () => {
    stop();
    clearInterval(heartbeat);
  });
  return events;
}

/** The change from which a stream goes on. The number of another process's journal may be higher than any of this one's. */
function lastChange(journal: Journal, lastEventId: unknown): number {
  if (typeof lastEventId !== 'string' || !/^\d+$/.test(lastEventId)) return journal.change;
  const last = Number(lastEventId);
  return last <= journal.change ? last : 0;
}
