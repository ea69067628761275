import type { FastifyInstance } from 'fastify';
import type { ServerLogger } from './api/request-log.ts';
import { buildApp } from './app.ts';
import { BASE_PATH } from './contract/operations.ts';
import type { Application } from './contract/types.ts';
import type { StartState } from './control/given-state.ts';
import type { ListeningServer } from './control/handles.ts';
import { isLoopback } from './control/loopback.ts';
import { CONTROL_PATH } from './control/path.ts';
import type { PartialState } from './control/types.ts';
import { CA_PATH } from './docs/authority.ts';
import { DOCS_PATH } from './docs/routes.ts';
import { type Progress, prepareBaseline, prepareFixtures } from './generate/prepare.ts';
import { listen } from './http/addresses.ts';
import { Listeners } from './http/listeners.ts';
import type { MockServer, StartOptions } from './index.ts';
import { type Settings, settingsOfObject } from './options/settings.ts';
import { notReloaded, type Reload, WatchedFixtures } from './reload.ts';
import type { Reporting } from './report/reporting.ts';
import { openInMemory, openingError } from './store/database.ts';
import { DatabaseFile } from './store/database-file.ts';
import { type Baseline, Store } from './store/store.ts';
import type { Secure, SecureOptions } from './tls/secure.ts';
import { systemClock } from './world/clock.ts';
import { type ClockSetting, WorldClock } from './world/world-clock.ts';
import { Worlds } from './world/worlds.ts';

/** Settings of a start, and its callbacks. */
export interface ServerOptions extends Settings {
  readonly logger?: ServerLogger;
  /** Data and rules in place of those of the package. */
  readonly state?: StartState | undefined;
  /** Called with the number of generated partners. */
  readonly progress?: Progress;
  /** Called after each reload of watched fixtures. */
  readonly reloaded: (reload: Reload) => void;
}

/** A server that listens. */
export interface RunningServer extends ListeningServer {
  /** The URL of the certificate of the authority of HTTPS. */
  readonly caUrl: string | undefined;
  /** Its file, if it is kept in one. */
  readonly caFile: string | undefined;
  /** Remarks for the person who started it. */
  readonly notices: readonly string[];
}

/** The implementation of `startServer()`. */
export async function startInProcess(options: StartOptions): Promise<MockServer> {
  const { control, host, controlToken, ...settings } = settingsOfObject(options);
  // An unprotected control plane that other machines can reach: the command refuses to start; in-process, it is
  // disabled.
  const state = options.state && (await stateOf(options.state, settings.now));
  const reachable = control && (isLoopback(host) || controlToken !== undefined);
  const reloads = new Set<(reload: Reload) => void>();
  const server = await runServer({
    ...settings,
    host,
    controlToken,
    state,
    control: reachable,
    reloaded(reload) {
      if (reload.error && reloads.size === 0) console.error(notReloaded(reload.error));
      for (const listener of reloads) listener(reload);
    },
  });
  // The command does not use the handle: it loads the control plane with its first request.
  const { ServerHandle } = await import('./control/handles.ts');
  return new ServerHandle(server, settings.watched === undefined ? undefined : reloads);
}

const REAL: ClockSetting = { mode: 'real' };

/** Completes the state of a start; the module that does it is needed for nothing else at the start. */
async function stateOf(state: PartialState, now: Date | undefined): Promise<StartState> {
  const { checkState } = await import('./control/given-state.ts');
  return checkState(state, (clock = REAL) => now ?? new WorldClock(systemClock, clock).now());
}

/** Opens the store and listens. Throws a `StartError` for errors that the person who starts the server can correct. */
export async function runServer(options: ServerOptions): Promise<RunningServer> {
  const { host, publicUrl, https, watched: folder, generation, reloaded } = options;
  const names = [
    host,
    ...(publicUrl === undefined ? [] : [new URL(publicUrl).hostname]),
    ...(https?.names ?? []),
  ];
  const secured = https && (await secureWith({ ...https, names }));
  const watched = folder === undefined ? undefined : await WatchedFixtures.of(folder, generation);
  const opened = await openStore(options);
  const { notices } = opened;
  let { store } = opened;
  let app: FastifyInstance | undefined;
  try {
    const worlds = new Worlds(
      store,
      systemClock,
      options.now ?? options.state?.clock,
      options.journal,
    );
    const { paths, documentedOnly, docs, logger } = options;
    const reporting = await reportingOf(worlds, options);
    const { controlToken: token, controlOpen: open, controlBodyLimit: bodyLimit } = options;
    const listeners = new Listeners(options.closeTimeout * 1000, secured?.servers, (problem) =>
      logger?.warn(problem),
    );
    app = await buildApp({
      worlds,
      listeners,
      paths,
      documentedOnly,
      docs,
      hosts: [...names, ...options.allowHosts],
      publicUrl,
      ca: secured?.ca,
      faults: secured?.servers,
      observer: reporting?.observer,
      report: reporting?.report,
      ...(options.control && { control: { token, open, bodyLimit } }),
      ...(logger && { logger }),
    });
    app.addHook('preClose', async () => watched?.stop());
    app.addHook('onClose', async () => {
      await listeners.stopped();
      worlds.close();
      store.close();
    });
    const running = app;
    const { url, httpUrl } = await listen(listeners, app, options);
    watched?.start((next) => {
      worlds.rebase(next);
      store.retire();
      store = next;
    }, reloaded);
    const base = publicUrl ?? url;
    // A client can read them without trust in the certificate, and whatever the TLS fault.
    const plainBase = publicUrl ?? httpUrl ?? url;
    return {
      url,
      httpUrl,
      ca: secured?.ca,
      caUrl: secured?.ca && `${plainBase}${CA_PATH}`,
      caFile: secured?.caFile,
      apiUrl: `${base}${BASE_PATH}`,
      docsUrl: docs ? `${base}${DOCS_PATH}` : undefined,
      controlUrl: options.control ? `${plainBase}${CONTROL_PATH}` : undefined,
      controlToken: options.control ? token : undefined,
      faults: secured?.servers,
      report: reporting?.report,
      reporting,
      get application() {
        return worlds.main.registration.first as Application;
      },
      notices: [...(secured?.notices ?? []), ...notices],
      app,
      worlds,
      close() {
        reporting?.stop();
        return running.close();
      },
    };
  } catch (error) {
    if (app) await app.close();
    else store.close();
    throw options.database === undefined ? error : openingError(options.database, error);
  }
}

/** Starts the report; only a server with one loads it. */
async function reportingOf(
  worlds: Worlds,
  { report, paths }: ServerOptions,
): Promise<Reporting | undefined> {
  if (report === undefined) return undefined;
  const { reportOn } = await import('./report/reporting.ts');
  return reportOn(worlds, { ...report, paths });
}

/** Makes the certificate; only a server of HTTPS loads what that takes. */
async function secureWith(options: SecureOptions): Promise<Secure> {
  const { secure } = await import('./tls/secure.ts');
  return secure(options, systemClock.now());
}

async function openStore(
  options: ServerOptions,
): Promise<{ store: Store; notices: readonly string[] }> {
  const { database, reseed, fixtures: folder, generation, progress, state } = options;
  const prepare = () => prepareBaseline(folder, generation, progress);
  if (database === undefined) {
    const prepared = await prepare();
    const baseline = state ? { ...prepared, ...given(state) } : prepared;
    const store = new Store(openInMemory());
    try {
      store.seed(baseline);
    } catch (error) {
      store.close();
      throw error;
    }
    return { store, notices: baseline.notices };
  }
  // Invalid fixtures are refused before the file is touched.
  const fixtures = reseed ? await prepareFixtures(folder, generation, progress) : undefined;
  const file = new DatabaseFile(database);
  try {
    const store = new Store(file.db, file);
    let notices: readonly string[] = [];
    if (store.seeded && !fixtures) {
      notices = ignored(options);
    } else {
      const prepared = fixtures ?? (await prepare());
      store.seed(prepared);
      ({ notices } = prepared);
    }
    file.assertInPlace();
    return { store, notices };
  } catch (error) {
    file.abandon();
    throw openingError(database, error);
  }
}

/** The members of a baseline that a state replaces. */
function given({ records, rules }: StartState): Partial<Baseline> {
  return { records, ...(rules && { rules }) };
}

/** A notice about options without effect, as the database already holds data. */
function ignored({ database, fixtures, generation }: ServerOptions): string[] {
  const options = [
    ...(fixtures === undefined ? [] : [`--fixtures ${fixtures}`]),
    ...(generation === undefined ? [] : [`--generate ${generation.partners}`]),
  ];
  if (options.length === 0) return [];
  return [
    `${database} already holds data: ignoring ${options.join(' and ')} (--reseed starts over)`,
  ];
}
