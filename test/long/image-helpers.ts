import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import t from 'tap';
import { type Command, type Exit, ROOT, runForeign, startForeign } from '../command-helpers.ts';

/** Without an engine of containers: Debian's programs build the image, and run it in namespaces. */
const PROGRAMS = ['buildah', 'mmdebstrap', 'unshare', 'chroot'];

const lacking = PROGRAMS.filter((program) => spawnSync(program, ['--version']).status !== 0);

/** The reason why no image can be built here, if there is one. */
export const reasonToSkip =
  !process.env.CI &&
  (process.getuid?.() !== 0
    ? 'it needs root'
    : lacking.length > 0 && `there is no ${lacking.join(', ')} here`);

const temp = fs.mkdtempSync(path.join(os.tmpdir(), 'faire-simple-mock-image-'));
t.teardown(() => fs.rmSync(temp, { recursive: true, force: true }));

/** Runs a program to its end, which must be good. */
async function succeed(file: string, ...args: string[]): Promise<string> {
  const exit = await runForeign(t, file, args, { cwd: ROOT });
  if (exit.status !== 0) throw new Error(`${file} ${args.join(' ')}: ${exit.stdout}${exit.stderr}`);
  return exit.stdout.trim();
}

/** Runs buildah on images of the test's own; plain folders hold them, as other storages need mounts. */
const buildah = (...args: string[]) =>
  succeed(
    'buildah',
    ...['--storage-driver', 'vfs', '--root', path.join(temp, 'store')],
    ...['--runroot', path.join(temp, 'run'), ...args],
  );

const BASE = 'docker.io/library/node:24-slim';
const IMAGE = 'localhost/faire-simple-mock';

/** A folder with the files of an image. */
async function filesOf(image: string): Promise<string> {
  return buildah('mount', await buildah('from', '--pull-never', image));
}

/** Makes the base image, which no registry is asked for: Debian, the Node of the tests, the machine's npm, a user. */
async function makeBase(): Promise<string> {
  const archive = path.join(temp, 'debian.tar');
  await succeed(
    'mmdebstrap',
    ...[
      '--quiet',
      '--variant=essential',
      '--include=libstdc++6',
      '--aptopt=Acquire::Languages "none"',
    ],
    ...['--dpkgopt=path-exclude=/usr/share/doc/*', '--dpkgopt=path-exclude=/usr/share/locale/*'],
    ...['bookworm', archive],
  );
  const container = await buildah('from', 'scratch');
  await buildah('add', '--quiet', container, archive, '/');
  fs.rmSync(archive);
  const root = await buildah('mount', container);
  const local = path.join(root, 'usr', 'local');
  const modules = path.join(local, 'lib', 'node_modules');
  fs.mkdirSync(modules, { recursive: true });
  fs.copyFileSync(process.execPath, path.join(local, 'bin', 'node'));
  const program = fs.realpathSync(await succeed('sh', '-c', 'command -v npm'));
  const npm = path.join(path.dirname(program), '..');
  fs.cpSync(npm, path.join(modules, 'npm'), { recursive: true });
  fs.symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', path.join(local, 'bin', 'npm'));
  // The authorities that this machine trusts, for the registry.
  const authorities = '/etc/ssl/certs/ca-certificates.crt';
  fs.mkdirSync(path.join(root, path.dirname(authorities)), { recursive: true });
  fs.copyFileSync(authorities, path.join(root, authorities));
  fs.mkdirSync(path.join(local, 'etc'), { recursive: true });
  fs.writeFileSync(path.join(local, 'etc', 'npmrc'), `cafile=${authorities}\n`);
  fs.appendFileSync(path.join(root, 'etc', 'group'), 'node:x:1000:\n');
  fs.appendFileSync(path.join(root, 'etc', 'passwd'), 'node:x:1000:1000::/home/node:/bin/sh\n');
  await buildah('commit', '--quiet', '--format', 'docker', container, BASE);
  return root;
}

/** The settings of an image. */
export interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly WorkingDir: string;
  readonly ExposedPorts: Readonly<Record<string, object>>;
  readonly Healthcheck: { readonly Test: readonly string[] };
  readonly Labels: Readonly<Record<string, string>>;
}

/** The built image. */
export interface Image {
  readonly config: ImageConfig;
  /** The folder of its files. */
  readonly root: string;
  /** The bytes of its files, without those of its base. */
  readonly bytes: number;
}

/** Builds the image by the Dockerfile. In OCI's own format, it would lose its health check. */
export async function buildImage(): Promise<Image> {
  const base = await makeBase();
  const built = ['--isolation', 'chroot', '--format', 'docker', '--pull-never', '--quiet'];
  await buildah('build', ...built, '--tag', IMAGE, '.');
  const { Docker } = JSON.parse(await buildah('inspect', '--type', 'image', IMAGE));
  const root = await filesOf(IMAGE);
  fs.mkdirSync(path.join(root, 'data'));
  const [total = 0, below = 0] = await Promise.all([root, base].map(bytesOf));
  return { config: Docker.config, root, bytes: total - below };
}

async function bytesOf(folder: string): Promise<number> {
  return Number((await succeed('du', '-sb', folder)).split('\t')[0]);
}

/** How a container is run. */
export interface Run {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A folder to be mounted at /data. */
  readonly data?: string;
  /** Whether the files of the image can be written to. */
  readonly writable?: boolean;
}

/** A shell's commands that give a process a root of its own, and then become that process. */
const ENTER = `set -e
root=$1 data=$2 mode=$3 user=$4; shift 4
mount --bind "$root" "$root"
test -z "$data" || mount --bind "$data" "$root/data"
mount -o "remount,bind,$mode" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
exec chroot --userspec="$user" "$root" "$@"`;

/** A program of the image, in the image's environment. */
function inImage({ config }: Image, env: Run['env'], words: readonly string[]): string[] {
  const more = Object.entries(env ?? {}).map((entry) => entry.join('='));
  return ['env', '-i', '-C', config.WorkingDir, ...config.Env, ...more, ...words];
}

/** Starts the image in a process and mount namespace of its own. */
export function startImage(
  test: Parameters<typeof startForeign>[0],
  image: Image,
  { args = [], env, data = '', writable = false }: Run = {},
): Command {
  const { root, config } = image;
  const mode = writable ? 'rw' : 'ro';
  const words = inImage(image, env, [...config.Entrypoint, ...args]);
  const command = startForeign(test, 'unshare', [
    ...['--mount', '--pid', '--fork', 'sh', '-c', ENTER],
    ...['sh', root, data, mode, config.User, ...words],
  ]);
  // The end of unshare does not end it.
  test.teardown(() => signal(command, 'SIGKILL'));
  return command;
}

/** The number of the first process of a running container, outside its namespace; undefined once it has ended. */
export function firstProcess({ child }: Command): number | undefined {
  const { pid, exitCode, signalCode } = child;
  if (exitCode !== null || signalCode !== null) return undefined;
  const children = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return children === '' ? undefined : Number(children);
}

/** Sends a signal to the first process of a container, as an engine does, and waits for the end. */
export async function signal(command: Command, name: NodeJS.Signals): Promise<Exit> {
  const pid = firstProcess(command);
  if (pid !== undefined) process.kill(pid, name);
  return command.exit;
}

/** The exit status of the health check. */
export async function checkHealth(image: Image, env: Run['env']): Promise<number | string> {
  const { root, config } = image;
  const [kind, ...words] = config.Healthcheck.Test;
  if (kind !== 'CMD') throw new Error(`the health check is ${kind}`);
  const args = [`--userspec=${config.User}`, root, ...inImage(image, env, words)];
  return (await runForeign(t, 'chroot', args)).status;
}
