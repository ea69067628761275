import os from 'node:os';
import type { Logger } from 'pino';
import { environmentOf, NO_ENVIRONMENT } from '../control/environment.ts';
import { readerFor } from '../fixtures/array-file.ts';
import { loadFixtures } from '../fixtures/load.ts';
import { unknownMembers } from '../fixtures/remarks.ts';
import { prepareFixtures } from '../generate/prepare.ts';
import type { LogFormat } from '../options/options.ts';
import { notReloaded, type Reload } from '../reload.ts';
import { type RunningServer, runServer } from '../start.ts';
import { StartError } from '../start-error.ts';
import { packageVersion } from '../version.ts';
import { elapsed } from '../world/clock.ts';
import { banner, logListening } from './banner.ts';
import { type Command, type Config, readCommand } from './config.ts';
import type { Conformance } from './conformance-options.ts';
import { finishReport } from './finish-report.ts';
import { help } from './help.ts';
import { createLogger, logWritten } from './log.ts';
import { showingProgress } from './progress.ts';
import { shellWord } from './shell-word.ts';
import type { Trust } from './trust.ts';

/**
 * Runs the command line; resolves once a server listens, if one is started. A failure ends with one message and an exit
 * status: 2 for an invalid command line, else 1.
 */
export async function runCommand(process: NodeJS.Process): Promise<void> {
  // The server keeps serving when the reader of its output ends.
  process.stdout.on('error', () => {});
  let understood = false;
  try {
    const command = readCommand(process.argv.slice(2), process.env);
    understood = true;
    switch (command.name) {
      case 'serve':
        return await serve(command.config, process);
      case 'exec':
        return await exec(command.config, command.command, process);
      case 'check':
        return await check(command.folder, process);
      case 'init':
        return await init(command, process);
      case 'generate':
        return await generate(command, process);
      case 'conformance':
        return await conformance(command.given, process);
      case 'fidelity':
        return await fidelity(process);
      case 'help':
        return print(process, help(command.of, process.stdout.columns));
      case 'version':
        return print(process, packageVersion());
    }
  } catch (error) {
    const { message, exitStatus = 1 } = error as Partial<StartError>;
    const internal = !(error instanceof StartError);
    process.stderr.write(`${internal ? 'Internal error of faire-simple-mock: ' : ''}${message}\n`);
    process.exitCode = understood || internal ? exitStatus : USAGE;
  }
}

/** The exit status of shells and their tools for an invalid command line. */
const USAGE = 2;

function print({ stdout }: NodeJS.Process, text: string): void {
  stdout.write(`${text}\n`);
}

async function check(folder: string, process: NodeJS.Process): Promise<void> {
  const large = await readerFor(folder);
  const { notices, counts } = loadFixtures(folder, large);
  for (const notice of [...notices, ...unknownMembers(folder, large)]) {
    print(process, `Note: ${notice}.`);
  }
  print(process, `The fixtures ${folder} hold: ${inWords(counts)}.`);
}

async function init(
  { folder, program }: Extract<Command, { name: 'init' }>,
  process: NodeJS.Process,
): Promise<void> {
  const { initFixtures } = await import('../fixtures/init.ts');
  initFixtures(folder);
  const word = shellWord(folder);
  const lines = [
    `Wrote the fixtures ${folder}: ${inWords(loadFixtures(folder).counts)}.`,
    `VS Code and the editors of JetBrains check and complete them if you open the folder ${folder} itself.`,
    '',
    'Next: change them, check them, serve them:',
    `  ${program} check ${word}`,
    `  ${program} --fixtures ${word} --watch`,
  ];
  print(process, lines.join('\n'));
}

async function generate(
  { folder, fixtures, generation }: Extract<Command, { name: 'generate' }>,
  process: NodeJS.Process,
): Promise<void> {
  const { writeFixtures } = await import('../fixtures/write.ts');
  const { notices, counts } = await showingProgress(process.stderr, async (progress) => {
    const all = await prepareFixtures(fixtures, generation, progress);
    writeFixtures(folder, all);
    return all;
  });
  for (const notice of notices) print(process, `Note: ${notice}.`);
  print(process, `Wrote the fixtures ${folder}: ${inWords(counts)}.`);
}

async function fidelity(process: NodeJS.Process): Promise<void> {
  const { fidelityText } = await import('../fidelity/text.ts');
  print(process, fidelityText());
}

/** Checks a server. The first signal ends the run, and a changed status is put back; the second one ends the process. */
async function conformance(given: Conformance, process: NodeJS.Process): Promise<void> {
  const { conform } = await import('./conformance.ts');
  const controller = new AbortController();
  const stop = (name: NodeJS.Signals) => controller.abort(name);
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const { text, exitStatus } = await conform(given, process.env, controller.signal);
    print(process, text);
    process.exitCode = exitStatus;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

function inWords(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}

async function serve(config: Config, process: NodeJS.Process): Promise<void> {
  const format = formatOf(config, process.stdout);
  const logger = createLogger(config.logLevel, format, process.stdout);
  const server = await showingProgress(process.stderr, (progress) =>
    runServer({ ...config, logger, progress, reloaded: logReload(logger) }),
  );
  stopOnSignal(server, { logger, config }, process);
  if (format === 'pretty') print(process, banner(server, config.watched));
  else logListening(logger, server);
  for (const notice of server.notices) logger.warn(notice);
}

/** Runs a command with a server of its own, and exits with the command's status. */
async function exec(
  config: Config,
  command: readonly string[],
  process: NodeJS.Process,
): Promise<void> {
  const { runWith } = await import('./exec.ts');
  // The standard output belongs to the command.
  const logger = createLogger(config.logLevel, formatOf(config, process.stderr), process.stderr);
  const server = await showingProgress(process.stderr, (progress) =>
    runServer({ ...config, logger, progress, reloaded: logReload(logger) }),
  );
  for (const notice of server.notices) logger.warn(notice);
  const { login, mot_de_passe: password, cle: key } = server.application;
  let trust: Trust | undefined;
  let status = 0;
  try {
    if (server.ca !== undefined) {
      const { trustIn } = await import('./trust.ts');
      trust = await trustIn(server.ca, process.env);
      for (const notice of trust.notices) logger.warn(notice);
    }
    const environment = {
      ...NO_ENVIRONMENT,
      ...environmentOf(server, { login, password, key }),
      ...trust?.environment,
    };
    status = await runWith(command, environment, process);
  } finally {
    await server.close();
    trust?.remove();
  }
  // The command's own status counts first.
  const reported = finish(server, config, process);
  process.exitCode = status === 0 ? reported : status;
}

/** Writes the report of a server that has stopped; returns the exit status. */
function finish(
  { reporting }: RunningServer,
  { report }: Config,
  { stderr }: NodeJS.Process,
): number {
  return finishReport(reporting, report?.failOn ?? [], (line) => stderr.write(`${line}\n`));
}

/** Logs reloads of the fixtures; each problem of refused ones has a line, whose place a terminal can open. */
function logReload(logger: Logger): (reload: Reload) => void {
  return ({ error, counts, notices }) => {
    if (error) for (const line of notReloaded(error).split('\n')) logger.error(line);
    else logger.info(counts, 'the fixtures were reloaded');
    for (const notice of notices) logger.warn(notice);
  };
}

function formatOf({ logFormat }: Config, output: NodeJS.WriteStream): LogFormat {
  return logFormat ?? (output.isTTY ? 'pretty' : 'json');
}

/** Milliseconds in which a second signal counts as the same: npm forwards Ctrl-C to programs that already have it. */
const SAME_SIGNAL = 300;

/** The first signal stops the server, which lets running answers finish; the second one ends the process at once. */
function stopOnSignal(
  server: RunningServer,
  { logger, config }: { readonly logger: Logger; readonly config: Config },
  process: NodeJS.Process,
): void {
  let stopping: number | undefined;
  const stop = async (signal: 'SIGINT' | 'SIGTERM') => {
    if (stopping !== undefined) {
      if (elapsed() - stopping > SAME_SIGNAL) process.exit(128 + os.constants.signals[signal]);
      return;
    }
    stopping = elapsed();
    await server.close();
    const status = finish(server, config, process);
    // The log's reader may be stuck: a normal exit would block.
    if (!(await logWritten(logger))) process.kill(process.pid, 'SIGKILL');
    process.exit(status);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}
