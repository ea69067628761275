import { PassThrough, type Readable } from 'node:stream';
import { clearInterval, setInterval } from 'node:timers';
import type { FastifyRequest } from 'fastify';
import type { Journal } from '../traffic/journal.ts';
import { inTurn } from '../traffic/turns.ts';
import { feedOf } from './journal-feed.ts';

/** Milliseconds between comments, which keep proxies from closing an idle connection. */
const HEARTBEAT = 15_000;

/**
 * The requests to a world as server-sent events (HTML standard §9.2), each when it becomes visible and when it ends; if
 * both happen within one turn of the event loop, there is one event. `id` is the number of the change, `data` the
 * journal entry in JSON. The events `reset`, `reload` and `clear` mean that the journal was emptied, `end` that the
 * world has ended. With `Last-Event-ID`, the missed events are sent first.
 */
export function journalStream(
  journal: Journal,
  request: FastifyRequest,
  every = HEARTBEAT,
): Readable {
  const events = new PassThrough();
  const feed = feedOf(journal);
  let change = lastChange(journal, request.headers['last-event-id']);
  // For a client that does not read, only its position is kept.
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

/**
 * The change after which a stream begins. A number above the latest change is that of another process: the stream
 * begins at 0.
 */
function lastChange(journal: Journal, lastEventId: unknown): number {
  if (typeof lastEventId !== 'string' || !/^\d+$/.test(lastEventId)) return journal.change;
  const last = Number(lastEventId);
  return last <= journal.change ? last : 0;
}
