import { PassThrough, type Readable } from 'node:stream';
import { clearInterval, setInterval } from 'node:timers';
import type { FastifyRequest } from 'fastify';
import type { Journal } from '../traffic/journal.ts';

/** How often a comment is sent, in milliseconds, so that nothing on the way takes the connection for dead. */
const HEARTBEAT = 15_000;

/** What may wait for a client that does not read, in bytes; then it is left. */
const MOST_WAITING = 1024 * 1024;

/**
 * Every request to come, as server-sent events (HTML standard §9.2): `id` and `data` of each, a journal entry in JSON.
 * A client that comes back with `Last-Event-ID` is first sent what it has missed.
 */
export function journalStream(
  journal: Journal,
  request: FastifyRequest,
  every = HEARTBEAT,
): Readable {
  const events = new PassThrough();
  const last = Number(request.headers['last-event-id']);
  events.write(': the journal of faire-simple-mock\n\n');
  if (Number.isInteger(last)) {
    for (const entry of journal.entries({ after: last })) events.write(toEvent(entry));
  }
  // What was missed comes at once, however fast the client reads; the journal bounds it.
  const most = events.writableLength + MOST_WAITING;
  const send = (text: string) => {
    events.write(text);
    if (events.writableLength > most) events.destroy();
  };
  const stop = journal.listen((entry) => send(toEvent(entry)));
  const heartbeat = setInterval(() => send(': still here\n\n'), every);
  events.once('close', () => {
    stop();
    clearInterval(heartbeat);
  });
  return events;
}

function toEvent(entry: { id: number }): string {
  return `id: ${entry.id}\ndata: ${JSON.stringify(entry)}\n\n`;
}
