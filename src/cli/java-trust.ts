import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

type Env = Readonly<Record<string, string | undefined>>;

/** The file of the roots of a JVM. */
interface TrustStore {
  readonly file: string;
  readonly password: string;
}

/**
 * The options by which JVMs trust an authority and all that they trust already: a copy of their trust store with its
 * certificate, made by the JDK's keytool. Undefined without a JDK. `ca`: the file of the certificate; `copy`: that of
 * the trust store.
 */
export async function javaOptions(env: Env, ca: string, copy: string): Promise<string | undefined> {
  const { JAVA_TOOL_OPTIONS: given = '' } = env;
  const keytool = keytoolOf(env);
  if (keytool === undefined) return undefined;
  const store = givenStore(given) ?? storeOf(keytool);
  if (store === undefined) return undefined;
  fs.copyFileSync(store.file, copy);
  fs.chmodSync(copy, 0o600);
  const options = ['-noprompt', '-alias', 'faire-simple-mock', '-file', ca];
  const target = ['-keystore', copy, '-storepass', store.password];
  await promisify(execFile)(keytool, ['-importcert', ...options, ...target]);
  const own = [`trustStore=${copy}`, `trustStorePassword=${store.password}`];
  return [given, ...own.map((option) => `"-Djavax.net.ssl.${option}"`)].join(' ').trim();
}

/** The JDK's keytool: that of JAVA_HOME, else the first one of the PATH. */
function keytoolOf({ JAVA_HOME, PATH = '' }: Env): string | undefined {
  const folders = [
    ...(JAVA_HOME ? [path.join(JAVA_HOME, 'bin')] : []),
    ...PATH.split(path.delimiter),
  ];
  const files = folders.flatMap((folder) =>
    ['keytool', 'keytool.exe'].map((name) => path.join(folder, name)),
  );
  return files.find((file) => fs.existsSync(file));
}

/** The password of the trust store of every JDK. */
const PASSWORD = 'changeit';

/** The trust store of a JDK (of version 8: of its JRE); `jssecacerts` comes first. */
function storeOf(keytool: string): TrustStore | undefined {
  const home = path.dirname(path.dirname(fs.realpathSync(keytool)));
  const files = ['lib', 'jre/lib'].flatMap((folder) =>
    ['jssecacerts', 'cacerts'].map((name) => path.join(home, folder, 'security', name)),
  );
  const file = files.find((each) => fs.existsSync(each));
  return file === undefined ? undefined : { file, password: PASSWORD };
}

/** The trust store that options of JVMs name; of several, the last one holds. */
function givenStore(options: string): TrustStore | undefined {
  const value = (name: string) =>
    [...options.matchAll(new RegExp(`-Djavax\\.net\\.ssl\\.${name}=([^\\s"']+)`, 'g'))].at(-1)?.[1];
  const file = value('trustStore');
  return file === undefined
    ? undefined
    : { file, password: value('trustStorePassword') ?? PASSWORD };
}
