import { randomUUID } from 'node:crypto';
import type { Writable } from 'node:stream';
import { setTimeout } from 'node:timers';
import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import type { AnswerLog, ServerLogger } from '../api/request-log.ts';
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
    const partsOf = templates(options);
    const answers = (members: object): AnswerLog => {
      const parts = partsOf(members);
      return (status, ms) => lines.answered({ time: time(), parts, status, ms });
    };
    return Object.assign(pino(options, lines), { answers });
  }
  const logger = pino(options, format === 'pretty' ? prettyStream(output) : output);
  const answers = (members: object): AnswerLog => {
    const line = logger.child(members);
    return (status, ms) => line.info({ status, ms }, 'request');
  };
  return Object.assign(logger, { answers });
}

/** The text of a line before and after its time, status and duration. */
type Parts = readonly string[];

/**
 * Lets pino format one line for requests with the given members, and cuts it at what differs from request to request:
 * pino takes 0.5 µs more for each line, 3 % of a getUser.
 */
function templates(options: LoggerOptions): (members: object) => Parts {
  const mark = randomUUID();
  let text = '';
  const write = (line: string) => {
    text = line;
  };
  const logger = pino({ ...options, timestamp: () => `,"time":"${mark}"` }, { write });
  return (members) => {
    logger.info({ ...members, status: mark, ms: mark }, 'request');
    return text.split(`"${mark}"`);
  };
}

/** Milliseconds between two writes: formatting and writing lines one by one costs more than their requests. */
const GATHERING = 50;

/** An answered request, not formatted yet, and the time of its answer. */
interface Answered {
  readonly time: string;
  readonly parts: Parts;
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

  /** Queues an answered request for the next write. */
  answered(request: Answered): void {
    this.#schedule();
    this.#answered.push(request);
  }

  /** Takes a line of pino; it follows those of the queued requests. */
  write(line: string): void {
    this.#schedule();
    this.#format();
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
    for (const { time, parts, status, ms } of queued) {
      const [start, afterTime, afterStatus, end] = parts;
      this.#text += `${start}"${time}"${afterTime}${status}${afterStatus}${ms}${end}`;
    }
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
