import fs from 'node:fs';
import { parseEnv } from 'node:util';
import { StartError } from '../start-error.ts';
import { USAGE } from './target.ts';

/** The credentials of an application. */
export interface Credentials {
  readonly login: string;
  readonly password: string;
  readonly key: string;
  /** The key of another application, for the refusal `cle_non_associee`. */
  readonly otherKey: string | undefined;
}

/** The variables with the credentials, as `exec` sets them; the last one is optional. */
const VARIABLES = {
  login: 'FAIRE_SIMPLE_LOGIN',
  password: 'FAIRE_SIMPLE_PASSWORD',
  key: 'FAIRE_SIMPLE_KEY',
  otherKey: 'FAIRE_SIMPLE_OTHER_KEY',
} as const;

type Env = Readonly<Record<string, string | undefined>>;

/** Reads the credentials from a file of variables, else from the environment; throws a `StartError` if one is missing. */
export function credentialsOf(env: Env, file: string | undefined): Credentials {
  const source = file === undefined ? env : variablesIn(file);
  const { login, password, key } = VARIABLES;
  const missing = [login, password, key].filter((name) => !source[name]);
  if (missing.length > 0) {
    const place = file === undefined ? 'The environment' : `The file ${file}`;
    throw new StartError(`${place} has no ${missing.join(', ')}: give the credentials.`, USAGE);
  }
  return {
    login: source[login] as string,
    password: source[password] as string,
    key: source[key] as string,
    otherKey: source[VARIABLES.otherKey] || undefined,
  };
}

function variablesIn(file: string): Env {
  try {
    return parseEnv(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(`Cannot read ${file} (${code}): give a readable file.`, USAGE);
  }
}
