import { Writable } from 'node:stream';
import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Colours a text if the output supports colours. */
type Paint = (style: Style, text: string) => string;

/** A stream that receives the JSON lines of the log and writes a line of text for each. */
export function prettyStream(output: Writable): Writable {
  // On a terminal, unless NO_COLOR or FORCE_COLOR is set.
  const paint: Paint = (style, text) => styleText(style, text, { stream: output });
  return new Writable({
    write(chunk, _encoding, done) {
      output.write(`${prettyLine(JSON.parse(chunk.toString()), paint)}\n`);
      done();
    },
  });
}

/** The members of a log line. */
type Line = Readonly<Record<string, unknown>>;

/** `10:42:07 200 GET /api/users?statut=1 listUsers 1.2 ms` for a request; else the message and its members. */
function prettyLine({ time, level, msg, ...rest }: Line, paint: Paint): string {
  const clock = paint('dim', String(time).slice(11, 19));
  if (msg === 'request') return `${clock} ${requestIn(rest, paint)}`;
  const more = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : '';
  const label = level === 'info' ? '' : paint(STYLES[`${level}`] ?? 'dim', `${level}: `);
  return `${clock} ${label}${printable(`${msg}`)}${more}`;
}

const STYLES: Readonly<Record<string, Style>> = { error: 'red', warn: 'yellow' };

function requestIn(line: Line, paint: Paint): string {
  const { status, method, path, query, operation, code, rule, ms, explanation } = line;
  const what = [operation, code, rule && `(rule ${rule})`].filter(Boolean).join(' ');
  return [
    `${paint(styleOf(Number(status)), `${status}`)} ${method} ${printable(`${path}${queryIn(query)}`)}`,
    printable(what),
    ms === undefined ? '' : paint('dim', `${ms} ms`),
    explanation === undefined ? '' : paint('dim', printable(`${explanation}`)),
  ]
    .filter((part) => part !== '')
    .join('  ');
}

/** The colour of a status; 0: none was sent. */
function styleOf(status: number): Style {
  if (status === 0 || status >= 500) return 'red';
  if (status >= 400) return 'yellow';
  return status >= 300 ? 'cyan' : 'green';
}

function queryIn(query: unknown): string {
  const parameters = Object.entries((query ?? {}) as Record<string, string | string[]>).flatMap(
    ([name, values]) => [values].flat().map((value) => `${name}=${value}`),
  );
  return parameters.length > 0 ? `?${parameters.join('&')}` : '';
}

/** Replaces the characters that could control the terminal or begin a line. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => {
    const digits = character.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${digits}`;
  });
}
