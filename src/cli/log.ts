import type { Writable } from 'node:stream';
import { setTimeout } from 'node:timers';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { ServerLogger } from '../api/request-log.ts';
import type { LogFormat, LogLevel } from '../options/options.ts';
import { systemClock } from '../world/clock.ts';
import { prettyStream } from './pretty.ts';

/** Limit of buffered log bytes; beyond it, lines are dropped. */
const MAX_WAITING = 16 * 1024 * 1024;

/**
 * A logger that writes text to a stream, or JSON lines to the stream's file descriptor. It logs only its arguments: no
 * header, no body.
 */
export function createLogger(
  level: LogLevel,
  format: LogFormat,
  output: Writable & { readonly fd?: number },
): ServerLogger {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${time()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    // Stacks are for developers: only the JSON log has them.
    serializers: { err: format === 'json' ? pino.stdSerializers.err : onlyMessage },
  };
  if (format === 'json' && output.fd !== undefined) {
    const lines = new Lines(output.fd);
    const logger = pino({ ...options, timestamp: () => `,"time":"${lines.time}"` }, lines);
    return Object.assign(logger, { answered: lines.answered.bind(lines) });
  }
  const logger = pino(options, format === 'pretty' ? prettyStream(output) : output);
  return Object.assign(logger, { answered });
}

/** Logs an answered request at once. */
function answered(line: Logger, status: number, ms: number): void {
  line.info({ status, ms }, 'request');
}

/** Milliseconds between two writes: formatting and writing lines one by one costs more than their requests. */
const GATHERING = 50;

/** An answered request, not formatted yet, and the time of its answer. */
interface Answered {
  readonly time: string;
  readonly line: Logger;
  readonly status: number;
  readonly ms: number;
}

/**
 * Formats the lines of many requests at a time, and writes all lines in the background: a write to Node's own standard
 * output blocks the process, forever if its reader does not read.
 */
class Lines implements DestinationStream {
  readonly #stream: ReturnType<typeof pino.destination>;
  #answered: Answered[] = [];
  /** The time of the request that is being formatted. */
  #time: string | undefined;
  #text = '';
  #scheduled = false;

  constructor(fd: number) {
    this.#stream = pino.destination({
      dest: fd,
      sync: false,
      contentMode: 'buffer',
      maxLength: MAX_WAITING,
      // With the default of 0, a flush does not wait until everything is written.
      minLength: 1,
    });
    // The server keeps serving when the log cannot be written, for example on a full disk.
    this.#stream.on('error', () => {});
  }

  /** The time for the next line of pino. */
  get time(): string {
    return this.#time ?? time();
  }

  /** Queues an answered request for the next write. */
  answered(line: Logger, status: number, ms: number): void {
    this.#schedule();
    this.#answered.push({ time: time(), line, status, ms });
  }

  /** Takes a line of pino: of a queued request, or another, which follows those of the queued requests. */
  write(line: string): void {
    if (this.#time === undefined) {
      this.#schedule();
      this.#format();
    }
    this.#text += line;
  }

  flush(done: () => void): void {
    this.#send();
    this.#stream.flush(done);
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setTimeout(() => this.#send(), GATHERING);
  }

  #format(): void {
    const queued = this.#answered;
    this.#answered = [];
    for (const { time, line, status, ms } of queued) {
      this.#time = time;
      answered(line, status, ms);
    }
    this.#time = undefined;
  }

  #send(): void {
    this.#scheduled = false;
    this.#format();
    // pino's types admit strings only.
    if (this.#text !== '') this.#stream.write(Buffer.from(this.#text) as unknown as string);
    this.#text = '';
  }
}

/** The present instant; formatted once in a millisecond. */
function time(): string {
  const now = systemClock.now();
  if (now.getTime() !== latest.at) latest = { at: now.getTime(), text: now.toISOString() };
  return latest.text;
}

let latest = { at: Number.NaN, text: '' };

/** Resolves with true when the log is written, with false if its reader does not read. */
export function logWritten(logger: Logger): Promise<boolean> {
  return new Promise((resolve) => {
    setTimeout(resolve, WRITE_TIMEOUT, false);
    logger.flush(() => resolve(true));
  });
}

/** Milliseconds to wait for the log at the end. */
const WRITE_TIMEOUT = 1000;

function onlyMessage({ message }: Error): { message: string } {
  return { message };
}
