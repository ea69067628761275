import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { StartError } from '../start-error.ts';
import { javaOptions } from './java-trust.ts';
import { ROOT_VARIABLES, rootsOf } from './roots.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The trust of programs in an authority. */
export interface Trust {
  /** The variables by which they trust it, besides all that they trust already. */
  readonly environment: Readonly<Record<string, string>>;
  /** Remarks for the person who runs the programs. */
  readonly notices: readonly string[];
  /** Deletes the files that the variables name. */
  remove(): void;
}

/** Has the programs of an environment trust an authority, by files in a temporary folder. */
export async function trustIn(ca: string, env: Env): Promise<Trust> {
  const folder = temporaryFolder();
  const file = (name: string) => path.join(folder, name);
  const [authority, roots, php] = [file('ca.pem'), file('roots.pem'), file('php')];
  fs.writeFileSync(authority, ca);
  fs.writeFileSync(roots, [...rootsOf(env), ca].join(''));
  fs.mkdirSync(php);
  fs.writeFileSync(
    path.join(php, 'roots.ini'),
    `openssl.cafile = "${roots}"\ncurl.cainfo = "${roots}"\n`,
  );
  const notices: string[] = [];
  const java = await javaOptions(env, authority, file('java')).catch((error: Error) => {
    notices.push(`Java will not trust the certificate: ${error.message.trim()}`);
  });
  return {
    environment: {
      ...Object.fromEntries(ROOT_VARIABLES.map((name) => [name, roots])),
      PHP_INI_SCAN_DIR: alsoScanned(env.PHP_INI_SCAN_DIR, php),
      ...(java !== undefined && { JAVA_TOOL_OPTIONS: java }),
    },
    notices,
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}

function temporaryFolder(): string {
  try {
    return fs.mkdtempSync(path.join(os.tmpdir(), 'faire-simple-mock-'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(
      `Cannot write the certificate authorities to ${os.tmpdir()} (${code}): name another folder by TMPDIR.`,
    );
  }
}

/** The folders of PHP's settings, and one more; an empty one is PHP's own, which is scanned without the variable. */
function alsoScanned(given: string | undefined, folder: string): string {
  return given === '' ? folder : [given, folder].join(path.delimiter);
}
