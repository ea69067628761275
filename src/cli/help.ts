import { defaultOf, OPTIONS, optionOf, usageOf } from '../options/options.ts';

/** The text of `--help`. */
export function help(): string {
  const rows = [
    ...OPTIONS.map((option) => [
      usageOf(option),
      `${option.help.en} (default: ${defaultOf(option, 'en')})`,
    ]),
    ['--version, -v', 'print the version'],
    ['--help, -h', 'print this help'],
  ] as const;
  const width = Math.max(...rows.map(([usage]) => usage.length));
  const partners = optionOf('generate').defaultFor?.generate;
  return [
    'A mock server of the faire-simple API.',
    '',
    'Usage: faire-simple-mock [options]         start the server',
    '       faire-simple-mock check DIR         check a folder of fixtures',
    `       faire-simple-mock generate DIR      write fixtures with generated partners, ${partners} or --generate`,
    '       faire-simple-mock exec -- COMMAND   run a command, such as your tests, with its own server',
    '',
    'Options:',
    ...rows.map(([usage, text]) => `  ${usage.padEnd(width)}  ${text}`),
    '',
    `Each option can also be given by an environment variable: --log-level is ${optionOf('logLevel').env}, and so on;`,
    'switches take true or false, several paths are separated by commas.',
  ].join('\n');
}
