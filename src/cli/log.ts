import type { Writable } from 'node:stream';
import { setTimeout } from 'node:timers';
import { type DestinationStream, type LogFn, type Logger, pino } from 'pino';
import type { LogFormat, LogLevel } from '../options/options.ts';
import { systemClock } from '../world/clock.ts';
import { prettyStream } from './pretty.ts';

/** Bytes of log lines that wait for a reader; beyond them, lines are dropped. */
const MAX_WAITING = 16 * 1024 * 1024;

/**
 * A logger that writes to a stream, or, JSON lines, to the file descriptor that the stream has. Only what is handed to it
 * is logged: never a header, never a body.
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
    // Stacks are for developers: they go to the JSON log only.
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

/** Milliseconds between two writes: formatted and written one by one, lines cost more than their requests. */
const GATHERING = 50;

/** A line that is not written yet: the call of pino that makes it, and when it was called. */
interface Call {
  readonly time: string;
  readonly logger: Logger;
  readonly args: Parameters<LogFn>;
  readonly method: LogFn;
}

/**
 * Lines formatted many at a time and written in the background: a write to Node's own standard output blocks the process,
 * forever if its reader does not read.
 */
class Lines implements DestinationStream {
  /** When the line that is being made was logged. */
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
      // With the default of 0, a flush does not wait until all is written.
      minLength: 1,
    });
    // The server keeps serving when the log cannot be written, on a full disk for example.
    this.#stream.on('error', () => {});
  }

  /** Keeps a call for the next write; when it is made, pino hands its text to `write`. */
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
    // pino's types allow strings only.
    if (this.#text !== '') this.#stream.write(Buffer.from(this.#text) as unknown as string);
    this.#text = '';
  }
}

/** The present instant; formatted once a millisecond. */
function time(): string {
  const now = systemClock.now();
  if (now.getTime() !== latest.at) latest = { at: now.getTime(), text: now.toISOString() };
  return latest.text;
}

let latest = { at: Number.NaN, text: '' };

/** Waits until what was logged is written; false: its reader does not read. */
export function logWritten(logger: Logger): Promise<boolean> {
  return new Promise((resolve) => {
    setTimeout(resolve, WRITE_TIMEOUT, false);
    logger.flush(() => resolve(true));
  });
}

/** How long the log may take to be written at the end, in milliseconds. */
const WRITE_TIMEOUT = 1000;

function onlyMessage({ message }: Error): { message: string } {
  return { message };
}
