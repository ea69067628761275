import type { Logger } from 'pino';
import type { RunningServer } from '../start.ts';
import { packageVersion } from '../version.ts';
import { shellWord } from './shell-word.ts';
import { type TrustHints, trustHints } from './trust-hints.ts';

/** Logs the addresses of a server. */
export function logListening(logger: Logger, server: RunningServer): void {
  const { apiUrl, docsUrl, controlUrl, url, httpUrl, caUrl } = server;
  const addresses = { api: apiUrl, docs: docsUrl, control: controlUrl, address: url };
  logger.info({ ...addresses, http: httpUrl, ca: caUrl }, 'listening');
  const hints = trustHints(server);
  if (hints === undefined) return;
  const { fetch, clients } = hints;
  logger.info({ fetch, ...clients }, 'how clients trust the certificate authority');
}

/** The first lines of the log for people: the addresses, the watched folder, and a request to try. */
export function banner(server: RunningServer, watched: string | undefined): string {
  const { url: address, httpUrl, apiUrl, docsUrl, controlUrl, application } = server;
  const hints = trustHints(server);
  const { login, mot_de_passe, cle } = application;
  const url = `${apiUrl}?key=${encodeURIComponent(cle)}`;
  const lines = [
    `faire-simple-mock ${packageVersion()}, a mock server of the faire-simple API`,
    '',
    // With a public URL, the proxy needs the server's own address.
    ...(apiUrl.startsWith(address) ? [] : [`  Address   ${address}`]),
    `  API       ${apiUrl}`,
    ...(httpUrl ? [`  HTTP      ${httpUrl}`] : []),
    ...(docsUrl ? [`  Docs      ${docsUrl}`] : []),
    ...(controlUrl ? [`  Control   ${controlUrl}`] : []),
    ...(watched ? [`  Watching  ${watched}`] : []),
    `  Login     ${login}`,
    `  Password  ${mot_de_passe}`,
    `  Key       ${cle}`,
    '',
    ...(hints ? trustLines(hints) : []),
    'Try it:',
    `  curl ${hints ? `${hints.option} ` : ''}-u ${shellWord(`${login}:${mot_de_passe}`)} ${shellWord(url, true)}`,
    '',
  ];
  return lines.join('\n');
}

function trustLines({ fetch, clients }: TrustHints): string[] {
  return [
    ...(fetch === undefined
      ? ['Have your clients trust its certificate authority:']
      : ['Get its certificate authority:', `  ${fetch}`, '', 'Have your clients trust it:']),
    ...Object.entries(clients).map(([name, how]) => `  ${name.padEnd(9)} ${how}`),
    '',
  ];
}
