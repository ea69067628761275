import path from 'node:path';
import type { Test } from 'tap';
// @ts-expect-error: it is JavaScript, without types
import { packageMissing, unbuilt } from '../../bin/code.js';
import { startServer } from '../../src/index.ts';
import { nodeVersionProblem } from '../../src/version.ts';
import { run } from '../command-helpers.ts';
import { runHere } from '../command-here.ts';
import { skip as noDisk, smallDisk } from '../disk-helpers.ts';
import { start } from '../helpers.ts';
import { rejection, type Trial, type Trials } from './trial.ts';

/** The refusal of a control request with these header fields. */
const control =
  (headers: Record<string, string>, controlToken?: string): Trial =>
  async (t) => {
    const server = await start(t, controlToken === undefined ? {} : { controlToken });
    const { hostname, port } = new URL(server.url);
    const { body } = await server.inject({
      url: '/_mock',
      headers: { host: `${hostname}:${port}`, ...headers },
    });
    return JSON.parse(body).detail;
  };

export const CONTROL_TRIALS: Trials = {
  'Send the token that the server was started with (--control-token), as "Authorization: Bearer TOKEN".':
    control({}, 'x'),
  'The request came through a proxy (it has …), which others may reach: …': control({
    'x-forwarded-for': '192.0.2.1',
  }),
  '"…" is not a known name of this server: …': control({ host: 'mock.example' }),
  'A web page of another origin may not use the control plane.': control({
    origin: 'http://other.example',
  }),
};

/** A command under exec. */
const exec =
  (command: string): Trial =>
  async (t) => {
    const folder = t.testdir({ file: 'x' });
    return (await runHere(t, ['exec', '--', command.replace('FOLDER', folder)])).stderr;
  };

export const EXEC_TRIALS: Trials = {
  'Cannot run "…": there is no such command.': exec('no-such-command'),
  'Cannot run "…": it may not be executed.': exec(path.join('FOLDER', 'file')),
  'Cannot run "…": a part of its path is not a folder.': exec(path.join('FOLDER', 'file', 'x')),
};

/** The refusal of a start with a report in a folder below one with files. */
const report =
  (...names: string[]): Trial =>
  async (t) => {
    const folder = t.testdir({ 'index.html': '<title>Coverage</title>' });
    const { stderr } = await runHere(t, [
      'exec',
      '--report',
      path.join(folder, ...names),
      '--',
      'true',
    ]);
    return stderr;
  };

export const REPORT_TRIALS: Trials = {
  'Cannot write the report …: its … is of another program. Give another folder, or remove that file.':
    report(),
  'Cannot write the report …: it is a file: give a folder.': report('index.html'),
  'Cannot write the report …: it lies below a file: give a folder.': report('index.html', 'x'),
  'Cannot write the report …: the disk is full: …': Object.assign(
    async (t: Test) => {
      const disk = smallDisk(t, 64);
      const folder = path.join(disk, 'report');
      const full = `fill=$(dd if=/dev/zero of='${disk}/filler' 2>&1); true`;
      return (await runHere(t, ['exec', '--report', folder, '--', 'sh', '-c', full])).stderr;
    },
    { skip: noDisk as string | false },
  ),
  'No report is collected: …': async (t) => {
    const server = await start(t);
    try {
      return JSON.stringify(server.report());
    } catch (error) {
      return (error as Error).message;
    }
  },
};

const options = (options: unknown) => () => rejection(startServer(options as never));

export const PROGRAM_TRIALS: Trials = {
  'The options of startServer() must be an object, but are …': options(3000),
  'Unknown option "…": …': options({ prot: 3000 }),
  'Option "…" must be …, but is ….': options({ port: '3000' }),
  'Option "…" needs "…": …': options({ watch: true }),
  'Options "…" and "…" contradict each other: …': options({ state: {}, generate: 100 }),
};

const FAILING = `data:text/javascript,${encodeURIComponent(
  'process.stdout.write = () => { throw new Error("the output is broken"); };',
)}`;

export const INSTALL_TRIALS: Trials = {
  'faire-simple-mock needs Node … or newer, …': () => nodeVersionProblem('20.20.2') as string,
  'faire-simple-mock is not built in …: …': () => unbuilt(),
  'The package …, which faire-simple-mock needs, is missing: run npm ci in ….': () =>
    packageMissing('fastify'),
  'Internal error of faire-simple-mock: …': async (t) =>
    (await run(t, ['--version'], { nodeArgs: ['--import', FAILING] })).stderr,
};
