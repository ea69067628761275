import {
  defaultOf,
  GROUPS,
  OPTIONS,
  type Option,
  type OptionName,
  usageOf,
} from '../options/options.ts';
import { COMMAND_NAMES, type CommandName, textOf, usageOfCommand } from './commands.ts';

/** A term and its explanation. */
type Row = readonly [string, string];

/** Columns if the output is not a terminal. */
export const DEFAULT_WIDTH = 80;

/** The text of `--help`, for the program or a command, wrapped at `width` columns; longer words are not broken. */
export function help(command?: CommandName, width = DEFAULT_WIDTH): string {
  return (command === undefined ? generalHelp(width) : helpOf(command, width)).join('\n');
}

function generalHelp(width: number): string[] {
  const commands = COMMAND_NAMES.map((name): Row => {
    const { usage, summary } = textOf(name);
    return [usage.replace(/^\[serve\]/, 'serve').replace(' [OPTIONS]', ''), summary];
  });
  return [
    'A mock server of the faire-simple API.',
    '',
    'Usage: faire-simple-mock [COMMAND] [OPTIONS]',
    ...section('Commands', commands, width),
    ...optionSections(
      OPTIONS.map(({ name }) => name),
      width,
    ),
    ...section(
      'Other',
      [
        ['--version, -v', 'print the version'],
        ['--help, -h', 'print this help, or that of a command'],
      ],
      width,
    ),
    ...section('Environment variables', VARIABLES, width),
    ...section('Exit status', EXIT_STATUSES, width),
    ...examples(COMMAND_NAMES.flatMap((name) => textOf(name).examples.slice(0, 1))),
  ];
}

const VARIABLES: readonly Row[] = [
  [
    'FAIRE_SIMPLE_MOCK_…',
    'every option has a variable: that of --log-level is FAIRE_SIMPLE_MOCK_LOG_LEVEL. Those of switches (--no-docs: FAIRE_SIMPLE_MOCK_DOCS) take true or false; several values are separated by commas. An option overrides its variable.',
  ],
  ['NO_COLOR', 'if set, the log has no colours'],
];

const EXIT_STATUSES: readonly Row[] = [
  ['0', 'success'],
  ['1', 'failure; the standard error output explains it'],
  ['2', 'invalid command line or variable'],
  ['3, 4', '"conformance": server not reached; status not put back'],
  ['other', 'exit status of the command that "exec" ran; 127: not found, 126: not executable'],
];

function helpOf(command: CommandName, width: number): string[] {
  const { details, options, own = [] } = textOf(command);
  return [
    `Usage: ${usageOfCommand(command)}`,
    '',
    ...wrap(details, width),
    ...optionSections(options, width),
    ...(own.length > 0 ? section('Options', own.map(rowOf), width) : []),
    ...examples(textOf(command).examples),
  ];
}

/** The options by group; groups without one are omitted. */
function optionSections(names: readonly OptionName[], width: number): string[] {
  return Object.entries(GROUPS).flatMap(([group, title]) => {
    const options = OPTIONS.filter((option) => option.group === group);
    const rows = options.filter(({ name }) => names.includes(name)).map(rowOf);
    return rows.length > 0 ? section(title, rows, width) : [];
  });
}

function rowOf(option: Option<string>): Row {
  return [usageOf(option), `${option.help.en} (default: ${defaultOf(option, 'en')})`];
}

function examples(lines: readonly string[]): string[] {
  return ['', 'Examples:', ...lines.map((line) => `  faire-simple-mock ${line}`)];
}

/** Columns of the terms, from the longest usage of an option. */
const TERM = 2 + Math.max(...OPTIONS.map((option) => usageOf(option).length)) + 2;

function section(title: string, rows: readonly Row[], width: number): string[] {
  return [
    '',
    `${title}:`,
    ...rows.flatMap(([term, text]) => {
      const [first, ...others] = wrap(text, width - TERM);
      return [
        `  ${term}`.padEnd(TERM - 1).concat(` ${first}`),
        ...others.map((line) => `${' '.repeat(TERM)}${line}`),
      ];
    }),
  ];
}

/** Minimum width of a text column, on a narrow terminal. */
const NARROWEST = 20;

/** Lines of whole words. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > Math.max(width, NARROWEST)) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
