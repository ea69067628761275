import { CONFORMANCE_OPTIONS } from '../options/conformance.ts';
import { OPTIONS, type Option, type OptionName, optionOf } from '../options/options.ts';

/** The texts of a command in the help. */
interface CommandText {
  /** The usage, without the program's name. */
  readonly usage: string;
  readonly summary: string;
  readonly details: string;
  readonly options: readonly OptionName[];
  /** Options that are not those of servers. */
  readonly own?: readonly Option<string>[];
  /** Examples, without the program's name. */
  readonly examples: readonly string[];
}

const ALL = OPTIONS.map(({ name }) => name);

/** All commands, in the order of the help. */
export const COMMANDS = {
  serve: {
    usage: '[serve] [OPTIONS]',
    summary: 'start the server (the default command)',
    details:
      'Starts the server and logs requests until Ctrl-C. The first lines of the log give its addresses and a request to try.',
    options: ALL,
    examples: ['--port 4111', '--database state.db', '--generate 10000 --seed 7'],
  },
  exec: {
    usage: 'exec [OPTIONS] -- COMMAND',
    summary: 'run a command, such as your tests, with a server of its own',
    details:
      'Starts a server on a free port, runs the command, and exits with its status (127: command not found, 126: not executable). The command finds the server by environment variables: FAIRE_SIMPLE_URL, FAIRE_SIMPLE_LOGIN, FAIRE_SIMPLE_PASSWORD, FAIRE_SIMPLE_KEY, FAIRE_SIMPLE_CONTROL_URL and, with --control-token, FAIRE_SIMPLE_CONTROL_TOKEN. With --https, it trusts the certificate besides all that it trusts already: curl, Node, Python, Java and PHP by SSL_CERT_FILE, CURL_CA_BUNDLE, REQUESTS_CA_BUNDLE, NODE_EXTRA_CA_CERTS, JAVA_TOOL_OPTIONS and PHP_INI_SCAN_DIR.',
    options: ALL,
    examples: ['exec -- npm test', 'exec --now 2016-03-14T09:26:53Z -- pytest'],
  },
  init: {
    usage: 'init DIR',
    summary: 'write a folder of fixtures to start from',
    details:
      'Writes the default fixtures for you to change, their JSON Schemas in DIR/schema, and the settings by which VS Code and the editors of JetBrains find these. Overwrites nothing. Serve the folder with --fixtures.',
    options: [],
    examples: ['init data'],
  },
  check: {
    usage: 'check DIR',
    summary: 'check a folder of fixtures',
    details:
      'Reads a folder of fixtures and reports every problem with its file, line and column. Starts no server and changes no file.',
    options: [],
    examples: ['check fixtures'],
  },
  generate: {
    usage: 'generate DIR [OPTIONS]',
    summary: `write fixtures with generated partners, ${optionOf('generate').defaultFor?.generate} by default`,
    details:
      'Writes a folder of fixtures; the folder must be new or empty. Serve it with --fixtures.',
    options: ['generate', 'seed', 'fixtures'],
    examples: ['generate big --generate 10000 --seed 7'],
  },
  conformance: {
    usage: 'conformance [URL] [OPTIONS]',
    summary: 'check a server that claims to be faire-simple',
    details:
      'Checks the server with this base URL, by default FAIRE_SIMPLE_URL, against the contract, line by line. Put the name of the command before its options. It reads the credentials from FAIRE_SIMPLE_LOGIN, FAIRE_SIMPLE_PASSWORD, FAIRE_SIMPLE_KEY and, for one more check, FAIRE_SIMPLE_OTHER_KEY, the key of another application. On this machine it also changes the status of a partner and puts it back, and sends wrong passwords; elsewhere only if options say so. Exit status: 0 if no documented check fails, 1 if one does, 2 for wrong usage, 3 if the server cannot be reached, 4 if the status could not be put back.',
    options: [],
    own: CONFORMANCE_OPTIONS,
    examples: [
      'conformance http://127.0.0.1:3000/api',
      'exec --https -- faire-simple-mock conformance',
      'conformance https://mock.example/api --format junit',
    ],
  },
  fidelity: {
    usage: 'fidelity',
    summary: 'list each claim about the API with its grounds',
    details:
      'Lists every operation, answer, parameter, field, refusal and behaviour of the mock server: its level, the sentences of the reference document that it rests on and, if it is our invention, the reason and the other possibilities. docs/fidelity.md has the same in both languages, GET /_mock/fidelity as JSON.',
    options: [],
    examples: ['fidelity'],
  },
  help: {
    usage: 'help [COMMAND]',
    summary: 'print the help of a command',
    details: 'Prints the help of a command, as its option --help does.',
    options: [],
    examples: ['help exec'],
  },
} as const satisfies Readonly<Record<string, CommandText>>;

export type CommandName = keyof typeof COMMANDS;

/** The texts of a command. */
export function textOf(name: CommandName): CommandText {
  return COMMANDS[name];
}

/** Other names, accepted as well. */
const ALIASES: ReadonlyMap<string, CommandName> = new Map([['start', 'serve']]);

export const COMMAND_NAMES = Object.keys(COMMANDS) as CommandName[];

/** All command names and aliases. */
export const COMMAND_WORDS: readonly string[] = [...COMMAND_NAMES, ...ALIASES.keys()];

/** The command with that name or alias. */
export function commandNamed(word: string): CommandName | undefined {
  return ALIASES.get(word) ?? COMMAND_NAMES.find((name) => name === word);
}

/** The usage of a command, with the program's name. */
export function usageOfCommand(name: CommandName): string {
  return `faire-simple-mock ${COMMANDS[name].usage}`;
}
