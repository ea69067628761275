import type { Writable } from 'node:stream';
import { setTimeout } from 'node:timers';
import { type DestinationStream, type LogFn, type Logger, pino } from 'pino';
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
): Logger {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${time()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    // Stacks are for developers: only the JSON log has them.
    serializers: { err: format === 'json' ? pino.stdSerializers.err : onlyMessage },
  };
  if (format === 'pretty') return pino(options, prettyStream(output));
  if (output.fd === undefined) return pino(options, output);
  const lines = new Lines(output.fd);
  return pino(
    {
      ...options,
      timestamp: () => `,"time":"${lines.time}"`,
      hooks: {
        logMethod(args, method) {
          lines.add({ time: time(), logger: this, args, method });
        },
      },
    },
    lines,
  );
}

/** Milliseconds between two writes: formatting and writing lines one by one costs more than their requests. */
const GATHERING = 50;

/** A line not yet written: its call of pino, and the time of the call. */
interface Call {
  readonly time: string;
  readonly logger: Logger;
  readonly args: Parameters<LogFn>;
  readonly method: LogFn;
}

/**
 * Formats many lines at a time and writes them in the background: a write to Node's own standard output blocks the
 * process, forever if its reader does not read.
 */
class Lines implements DestinationStream {
  /** The time of the line that is being formatted. */
  time = '';
  readonly #stream: ReturnType<typeof pino.destination>;
  #waiting: Call[] = [];
  #text = '';

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

  /** Queues a call for the next write; pino then passes its text to `write`. */
  add(call: Call): void {
    if (this.#waiting.length === 0) setTimeout(() => this.#make(), GATHERING);
    this.#waiting.push(call);
  }

  write(line: string): void {
    this.#text += line;
  }

  flush(done: () => void): void {
    this.#make();
    this.#stream.flush(done);
  }

  #make(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { time, logger, args, method } of waiting) {
      this.time = time;
      method.apply(logger, args);
    }
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
