import { readCommand } from '../../src/cli/config.ts';
import { conform } from '../../src/cli/conformance.ts';
import { readConformance } from '../../src/cli/conformance-options.ts';
import { rejection, type Trial, type Trials } from './trial.ts';

const CREDENTIALS = {
  FAIRE_SIMPLE_LOGIN: 'demo',
  FAIRE_SIMPLE_PASSWORD: 'demo',
  FAIRE_SIMPLE_KEY: '6bb16ea35b02a9cbeec697d2e81bfd7d',
};

/** The refusal of a command line. */
const conformance =
  (args: readonly string[], env: Readonly<Record<string, string>> = CREDENTIALS): Trial =>
  () =>
    rejection(
      (async () => {
        const given = readConformance(args, env);
        if (given) await conform(given, env, new AbortController().signal);
      })(),
    );

const HERE = 'http://127.0.0.1:1/api';

export const CONFORMANCE_TRIALS: Trials = {
  '"…" is no base URL: give one such as https://www.faire-simple.gouv.fr/api.': conformance(['x']),
  'The base URL has a login, a query or a fragment: …': conformance([`${HERE}?key=1`]),
  '"conformance" takes one base URL, or that in FAIRE_SIMPLE_URL: …': conformance([]),
  'Give "conformance" first: …': () =>
    rejection((async () => readCommand(['--no-docs', 'conformance'], {}))()),
  '… has no …: give the credentials.': conformance([HERE], {}),
  '--write and --read-only contradict each other: …': conformance([HERE, '--write', '--read-only']),
  '--write needs --uid: …': conformance(['https://192.0.2.1/api', '--write']),
  '… is another machine, and plain HTTP would show it the credentials readable on the way: …':
    conformance(['http://192.0.2.1/api']),
  'Cannot read … (…): give a readable file.': conformance([HERE, '--credentials', '/no/such']),
  'Cannot read … (…): give another file.': conformance([HERE, '--ca', '/no/such']),
  'Cannot reach …: DNS does not know that name (…).': conformance(['https://name.invalid/api']),
  'Cannot check …: …': conformance([HERE]),
};
