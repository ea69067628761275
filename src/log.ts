import { Writable } from 'node:stream';
import { type DestinationStream, type Logger, pino } from 'pino';
import { systemClock } from './world/clock.ts';

/** How much is logged, as pino names it. */
export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** `json`: a JSON object a line, for machines; `pretty`: a line for the eye. */
export const LOG_FORMATS = ['json', 'pretty'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** Bytes of log lines that wait for a reader; beyond them, lines are dropped. */
const MAX_WAITING = 16 * 1024 * 1024;

/**
 * A logger that writes to a stream, or, JSON lines, to the file descriptor that the stream has. Only what is handed to it
 * is logged: never a URL's query, never a header.
 */
export function createLogger(
  level: LogLevel,
  format: LogFormat,
  output: Writable & { readonly fd?: number },
): Logger {
  const options = {
    level,
    base: null,
    timestamp,
    formatters: { level: (label: string) => ({ level: label }) },
    // A stack is for whoever mends this program: it goes to the machine's log only.
    serializers: { err: format === 'json' ? pino.stdSerializers.err : onlyMessage },
  };
  return pino(options, format === 'pretty' ? prettyStream(output) : jsonStream(output));
}

/** For how long lines are gathered, in milliseconds, and in how many bytes: on its own, each costs more than its request. */
const GATHERING = 10;
const GATHERED = 64 * 1024;

/**
 * Writes in the background: Node's own standard output holds up the whole process at every line, for good if its reader
 * does not read.
 */
function jsonStream(output: Writable & { readonly fd?: number }): DestinationStream {
  if (output.fd === undefined) return output;
  const stream = pino.destination({
    dest: output.fd,
    sync: false,
    contentMode: 'buffer',
    maxLength: MAX_WAITING,
    // Without a least length, a flush does not wait until all is written.
    minLength: 1,
  });
  // A log that cannot be written, on a full disk for example, is no reason to stop serving.
  stream.on('error', () => {});
  let bytes = Buffer.alloc(0);
  let [start, end] = [0, 0];
  const hand = () => {
    // The types know of texts only.
    if (end > start) stream.write(bytes.subarray(start, end) as unknown as string);
    start = end;
  };
  return {
    write(line) {
      // A character takes three bytes at most, or two take four.
      if (end + 3 * line.length > bytes.length) {
        hand();
        bytes = Buffer.allocUnsafeSlow(Math.max(GATHERED, 3 * line.length));
        [start, end] = [0, 0];
      }
      if (start === end) setTimeout(hand, GATHERING);
      end += bytes.write(line, end);
    },
    flush(done: () => void) {
      hand();
      stream.flush(done);
    },
  } as DestinationStream;
}

/** The time as pino has it in a line, made once a millisecond. */
function timestamp(): string {
  const now = systemClock.now();
  if (now.getTime() !== latest.at) {
    latest = { at: now.getTime(), text: `,"time":"${now.toISOString()}"` };
  }
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

function prettyStream(output: Writable): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      output.write(`${prettyLine(JSON.parse(chunk.toString()))}\n`);
      done();
    },
  });
}

/** `10:42:07 200 GET /api/users/{uid}  getUser  1.2 ms` for a request; the message and what comes with it otherwise. */
function prettyLine({ time, level, msg, ...rest }: Record<string, unknown>): string {
  const clock = String(time).slice(11, 19);
  if (msg === 'request') {
    const { status, method, path, operation, code, ms } = rest;
    const what = [operation, code].filter(Boolean).join(' ');
    return `${clock} ${status} ${method} ${path}  ${what}  ${ms} ms`;
  }
  const more = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : '';
  return `${clock} ${level === 'info' ? '' : `${level}: `}${msg}${more}`;
}
