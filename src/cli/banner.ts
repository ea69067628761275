import type { Logger } from 'pino';
import type { RunningServer } from '../start.ts';
import { packageVersion } from '../version.ts';
import { shellWord } from './shell-word.ts';

/** How clients trust the authority of HTTPS, once its certificate is in ca.pem. */
const TRUST = {
  curl: '--cacert ca.pem',
  Node: 'NODE_EXTRA_CA_CERTS=ca.pem',
  Python: 'SSL_CERT_FILE=ca.pem, with requests REQUESTS_CA_BUNDLE=ca.pem',
  Java: '-Djavax.net.ssl.trustStore=ca.p12 -Djavax.net.ssl.trustStorePassword=changeit, after: keytool -importcert -noprompt -alias faire-simple-mock -file ca.pem -keystore ca.p12 -storetype PKCS12 -storepass changeit',
  PHP: '-d openssl.cafile=ca.pem -d curl.cainfo=ca.pem',
} as const;

/** Logs the addresses of a server. */
export function logListening(logger: Logger, server: RunningServer): void {
  const { apiUrl, docsUrl, controlUrl, url, httpUrl, caUrl } = server;
  const addresses = { api: apiUrl, docs: docsUrl, control: controlUrl, address: url };
  logger.info({ ...addresses, http: httpUrl, ca: caUrl }, 'listening');
  if (caUrl) logger.info(TRUST, 'clients must trust the certificate authority in ca.pem');
}

/** The first lines of the log for people: the addresses, and a request to try. */
export function banner(server: RunningServer): string {
  const { url: address, httpUrl, apiUrl, docsUrl, controlUrl, caUrl, application } = server;
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
    `  Login     ${login}`,
    `  Password  ${mot_de_passe}`,
    `  Key       ${cle}`,
    '',
    ...(caUrl ? trust(caUrl) : []),
    'Try it:',
    `  curl${caUrl ? ' --cacert ca.pem' : ''} -u ${shellWord(`${login}:${mot_de_passe}`)} ${shellWord(url, true)}`,
    '',
  ];
  return lines.join('\n');
}

/** How clients get the authority of HTTPS, and trust it. */
function trust(caUrl: string): string[] {
  // Over HTTPS, its certificate comes before it can be trusted.
  const insecurely = caUrl.startsWith('https:') ? ' -k' : '';
  return [
    'Its certificate authority is new to your clients; get it:',
    `  curl${insecurely} -o ca.pem ${shellWord(caUrl)}`,
    'and have them trust it:',
    ...Object.entries(TRUST).map(([name, how]) => `  ${name.padEnd(9)} ${how}`),
    '',
  ];
}
