import { shellWord } from './shell-word.ts';

/** How clients trust the authority of a server. */
export interface TrustHints {
  /** The command that fetches the certificate of the authority; undefined if it is in a file. */
  readonly fetch: string | undefined;
  /** The option for curl. */
  readonly option: string;
  /** The setting for each client, by its name. */
  readonly clients: Readonly<Record<string, string>>;
}

/** The hints for a server of HTTPS; undefined for one without an authority. */
export function trustHints({
  caUrl,
  caFile,
}: {
  readonly caUrl: string | undefined;
  readonly caFile: string | undefined;
}): TrustHints | undefined {
  if (caUrl === undefined) return undefined;
  const file = shellWord(caFile ?? 'ca.pem');
  // Before the authority can be trusted, it has to be fetched.
  const insecurely = caUrl.startsWith('https:') ? '-k ' : '';
  const option = `--cacert ${file}`;
  return {
    fetch: caFile === undefined ? `curl ${insecurely}-o ${file} ${shellWord(caUrl)}` : undefined,
    option,
    clients: {
      curl: option,
      Node: `NODE_EXTRA_CA_CERTS=${file}`,
      Python: `SSL_CERT_FILE=${file}; with requests, REQUESTS_CA_BUNDLE=${file}`,
      Java: `keytool -importcert -noprompt -alias faire-simple-mock -file ${file} -keystore ca.p12 -storetype PKCS12 -storepass changeit, then -Djavax.net.ssl.trustStore=ca.p12 -Djavax.net.ssl.trustStorePassword=changeit`,
      PHP: `-d openssl.cafile=${file} -d curl.cainfo=${file}`,
    },
  };
}
