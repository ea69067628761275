import type { Observer } from '../traffic/observer.ts';
import { presented } from '../traffic/redaction.ts';
import type { Worlds } from '../world/worlds.ts';
import { Collector, type CollectorOptions } from './collector.ts';
import { prepareFolder, writeReport } from './files.ts';
import { reportOf } from './report.ts';
import type { Report } from './types.ts';

/** The report of a server. */
export interface Reporting {
  readonly observer: Observer;
  /** The report on the requests until now. */
  report(): Report;
  /** Writes the report to its folder, if it has one. Returns its page. Throws a `StartError` if it cannot be written. */
  write(): string | undefined;
  /** The server ends: from now on, it is not the client that leaves. */
  stop(): void;
}

/** Starts the report on the clients of these worlds. Throws a `StartError` if it could not be written to its folder. */
export function reportOn(
  worlds: Worlds,
  {
    folder,
    ...options
  }: Pick<CollectorOptions, 'expect' | 'paths'> & { folder: string | undefined },
): Reporting {
  if (folder !== undefined) prepareFolder(folder);
  const collector = new Collector({
    ...options,
    redactionOf: ({ rawHeaders, url }) => worlds.redaction.with(presented(rawHeaders, url)),
  });
  return {
    observer: collector,
    report: () => reportOf(collector),
    write: () => (folder === undefined ? undefined : writeReport(folder, reportOf(collector))),
    stop: () => collector.stop(),
  };
}
