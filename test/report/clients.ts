import { setTimeout as sleep } from 'node:timers/promises';
import type { MockServer, Report, SandboxHandle } from '../../src/index.ts';
import { type CallOptions, call, connect, head, postStatut } from '../helpers.ts';

/** A world as clients reach it. */
export type Target = MockServer | SandboxHandle;

/** A request that may end without an answer; resolves with the status, 0 without one. */
export async function attempt(
  target: Target,
  path: string,
  options: CallOptions = {},
): Promise<number> {
  try {
    return (await call(target, path, options)).status;
  } catch {
    return 0;
  }
}

/** Registers a partner, likewise. */
export async function register(target: Target, uid: number, body: unknown = { action: 1 }) {
  try {
    return (await postStatut(target, uid, body)).status;
  } catch {
    return 0;
  }
}

/** Leaves once the request has arrived. */
export async function leave(target: Target, path: string): Promise<void> {
  const gone = new AbortController();
  const { login, password, key } = target.application;
  const authorization = `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
  const sent = fetch(`${target.apiUrl}${path}?key=${key}`, {
    headers: { authorization },
    signal: gone.signal,
  });
  await target.waitForRequest({ state: 'running', path: path.split('?')[0] as string });
  gone.abort();
  await sent.catch(() => {});
  await target.waitForRequest({ state: 'aborted', path: path.split('?')[0] as string });
}

/** Leaves in the middle of a POST, without a rule. */
async function leaveUnsent(target: Target): Promise<void> {
  const request = head(target, 'POST', '/users/7/statut', 'Content-Type: application/json');
  const socket = connect(target);
  socket.write(request.replace('\r\n\r\n', '\r\nContent-Length: 100\r\n\r\n{"action":'));
  while (target.listJournal({ uid: 7 }).length === 0) await sleep(5);
  socket.destroy();
  // A wait would name it.
  while (target.listJournal({ uid: 7, state: 'aborted' }).length === 0) await sleep(5);
}

/** A client with every bad habit. */
export async function behaveBadly(target: Target): Promise<void> {
  await attempt(target, '/users/9', { user: null });
  await attempt(target, '/users/9', { key: null });
  await attempt(target, '/users/999999');
  await attempt(target, '/users/999999');
  await register(target, 9, { action: '1' });
  await attempt(target, '/users?page=1&page=2');
  await attempt(target, '/users/9503');
  await attempt(target, '/users/9503');
  await attempt(target, '/users/9500');
  target.addRule({ operation: 'setUserStatut', times: 1, then: { action: 'drop', perform: true } });
  await register(target, 12);
  await register(target, 12);
  target.clock.freeze('2016-09-01T00:00:00Z');
  for (const semestre of ['2014-S1', '2015-S1', '2015-S1']) {
    await attempt(target, `/actualisation/${semestre}`);
  }
  target.clock.real();
  await leaveUnsent(target);
}

/** The kinds of the findings. */
export const kindsOf = ({ findings }: Report): string[] => [
  ...new Set(findings.map(({ kind }) => kind)),
];

/** The next steps after an outcome. */
export const nextOf = (report: Report, outcome: string) =>
  report.met.find((met) => met.outcome === outcome)?.next;
