import { Writable } from 'node:stream';
import { type Logger, pino } from 'pino';

/** How much is logged, as pino names it. */
export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** `json`: a JSON object a line, for machines; `pretty`: a line for the eye. */
export const LOG_FORMATS = ['json', 'pretty'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** A logger that writes to a stream. Only what is handed to it is logged: never a URL's query, never a header. */
export function createLogger(level: LogLevel, format: LogFormat, output: Writable): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    // A stack is for whoever mends this program: it goes to the machine's log only.
    serializers: { err: format === 'json' ? pino.stdSerializers.err : onlyMessage },
  };
  return pino(options, format === 'json' ? output : prettyStream(output));
}

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
