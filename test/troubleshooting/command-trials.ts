import { readCommand } from '../../src/cli/config.ts';
import type { Trials } from './trial.ts';

/** The refusal of a command line. */
const refusal =
  (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  (): string => {
    try {
      readCommand(args, env);
    } catch (error) {
      return (error as Error).message;
    }
    return 'no refusal';
  };

const path = (value: string) => refusal(['--path', value]);

const BY_NPM = {
  npm_lifecycle_script: 'faire-simple-mock',
  npm_lifecycle_event: 'npx',
  npm_config_port: '1',
};

/** Invalid command lines, by the message of the page. */
export const COMMAND_TRIALS: Trials = {
  'Unknown option …: …': refusal(['--prot', '1']),
  'Unknown command "…": … See --help.': refusal(['srve']),
  'Unknown environment variable …: …': refusal([], { FAIRE_SIMPLE_MOCK_PRT: '1' }),
  '… needs a value: …': refusal(['--port']),
  '… takes no value: remove "…".': refusal(['--no-docs=true']),
  '… was given twice: give one.': refusal(['--port', '1', '--port', '2']),
  '… and … contradict each other: …': refusal(['--no-control', '--control-token', 'x']),
  '… is "…": …': refusal(['--port', 'x']),
  '… needs --…: …': refusal(['--watch']),
  '"…" takes no option: remove …': refusal(['check', 'x', '--port', '1']),
  '"…" takes one folder…': refusal(['init']),
  '"generate" takes one folder, which is new or empty: …': refusal(['generate']),
  '"generate" takes --generate, --seed and --fixtures only: remove …': refusal([
    'generate',
    'x',
    '--port',
    '1',
  ]),
  '"…" takes options only: remove "…".': refusal(['serve', 'x']),
  '"exec" needs a command after --: …': refusal(['exec', 'npm', 'test']),
  'Only "exec" takes a command after --: …': refusal(['--', 'npm', 'test']),
  'npm took --… as its own option: …': refusal([], BY_NPM),
  '…: unknown operation "…": …': path('listUser=/partenaires'),
  '…: the path of … is …, and cannot be changed; …': path('getUser=/partenaires/{uid}'),
  '…: "…" cannot be the path of …: …': path('listUsers=partenaires'),
  '…: the path of … has …, but "…" was given.': path('listUsers=/partenaires/{uid}'),
  '…: … and … would share …: give another path.': path('listUsers=/campagnes'),
  '…: give OPERATION=PATH, for example listUsers=/partenaires.': path('listUsers'),
  '… gives … twice: give it once.': refusal(['--path', 'listUsers=/a', '--path', 'listUsers=/b']),
  '… can be reached from other machines: …': refusal(['--host', '0.0.0.0']),
};
