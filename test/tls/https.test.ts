import type { LookupAddress } from 'node:dns';
import dns from 'node:dns/promises';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import os from 'node:os';
import { mock } from 'node:test';
import tls from 'node:tls';
import t, { type Test } from 'tap';
import { type StartOptions, startServer } from '../../src/index.ts';
import { ask } from '../control/helpers.ts';
import { call, postStatut, start } from '../helpers.ts';

/** A server of HTTPS and plain HTTP, and the same by its address for plain HTTP. */
async function startBoth(t: Test, options: StartOptions = {}) {
  const server = await start(t, { https: true, httpPort: 0, ...options });
  const url = `${server.httpUrl}`;
  return { server, plain: { url, apiUrl: `${url}/api`, application: server.application } };
}

/** The answer to a request with any Host, also none, whatever the certificate. */
async function get(url: string, host: string | undefined) {
  const request = (url.startsWith('https:') ? https : http).get(url, {
    setHost: false,
    headers: host === undefined ? {} : { host },
    agent: false,
    rejectUnauthorized: false,
  });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  let text = '';
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, headers: response.headers, text };
}

const portOf = (url: string | undefined) => Number(new URL(`${url}`).port);

t.test('without the option, the server speaks plain HTTP', async (t) => {
  const server = await start(t);
  t.match(server.url, /^http:/);
  t.equal(server.httpUrl, undefined);
  t.equal(server.ca, undefined);
  t.equal((await fetch(`${server.url}/ca.pem`)).status, 404);
  t.notMatch(await (await fetch(server.url)).json(), { ca: String });
});

t.test('all addresses of a server of HTTPS say so', async (t) => {
  const server = await start(t, { https: true });
  t.match(server.url, /^https:\/\/127\.0\.0\.1:\d+$/);
  t.equal(server.apiUrl, `${server.url}/api`);
  t.equal(server.docsUrl, `${server.url}/docs`);
  t.equal(server.controlUrl, `${server.url}/_mock`);
  t.equal(server.httpUrl, undefined);
  t.equal((await call(server, '/users/1')).status, 200);
  const environment = {
    FAIRE_SIMPLE_URL: server.apiUrl,
    FAIRE_SIMPLE_CONTROL_URL: server.controlUrl,
  };
  t.match(server.environment, environment);
  const sandbox = server.createSandbox();
  t.match(sandbox, { url: server.url, httpUrl: undefined, ca: server.ca, environment });
  t.match((await ask(server, 'POST', '/sandboxes')).json.environment, environment);
});

t.test('plain HTTP beside it is the same server', async (t) => {
  const { server, plain } = await startBoth(t);
  t.match(server.url, /^https:/);
  t.match(server.httpUrl, /^http:\/\/127\.0\.0\.1:\d+$/);
  t.not(portOf(server.httpUrl), portOf(server.url));
  t.equal(server.apiUrl, `${server.url}/api`);
  t.equal(server.docsUrl, `${server.url}/docs`);
  t.equal((await postStatut(plain, 9, { action: 1 })).status, 200);
  t.equal((await call(server, '/users/9')).json.statut, 1);
  t.strictSame((await call(server, '')).json, (await call(plain, '')).json, 'the links are paths');
  for (const document of ['/openapi.json', '/openapi-control.json']) {
    const [one, other] = await Promise.all(
      [server, plain].map(async ({ url }) => (await fetch(url + document)).text()),
    );
    t.ok(one === other, document);
    const base = document === '/openapi.json' ? server.apiUrl : server.controlUrl;
    t.equal(JSON.parse(`${one}`).servers[0].url, base);
  }
});

t.test('with both, environments have the API over HTTPS, the control plane without', async (t) => {
  const { server, plain } = await startBoth(t);
  t.equal(server.controlUrl, `${server.httpUrl}/_mock`);
  const environment = {
    FAIRE_SIMPLE_URL: `${server.url}/api`,
    FAIRE_SIMPLE_CONTROL_URL: `${server.httpUrl}/_mock`,
  };
  t.match(server.environment, environment);
  t.match(server.createSandbox(), { httpUrl: server.httpUrl, environment });
  const ports = { https: portOf(server.url), http: portOf(server.httpUrl) };
  for (const { url } of [server, plain]) {
    t.match((await ask({ url }, 'POST', '/sandboxes')).json.environment, environment, url);
    const [own, other] = url.startsWith('https') ? ['https', 'http'] : ['http', 'https'];
    for (const [host, name] of [
      ['mock:4433', 'mock'],
      ['mock', 'mock'],
      ['[::1]:4433', '[::1]'],
      [undefined, '127.0.0.1'],
    ]) {
      const bases = {
        [own as string]: `${own}://${host ?? `127.0.0.1:${portOf(url)}`}`,
        [other as string]: `${other}://${name}:${ports[other as 'https']}`,
      };
      t.match(
        await environmentFor(url, host),
        {
          FAIRE_SIMPLE_URL: `${bases.https}/api`,
          FAIRE_SIMPLE_CONTROL_URL: `${bases.http}/_mock`,
        },
        `${own}, ${host}`,
      );
    }
  }
});

/** The environment of a new sandbox, asked for by HTTP/1.0, which needs no Host. */
async function environmentFor(url: string, host: string | undefined): Promise<object> {
  const port = portOf(url);
  const socket = url.startsWith('https:')
    ? tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
    : net.connect(port, '127.0.0.1');
  socket.write(`POST /_mock/sandboxes HTTP/1.0\r\n${host ? `Host: ${host}\r\n` : ''}\r\n`);
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  return JSON.parse(answer.split('\r\n\r\n')[1] as string).environment;
}

t.test('the public URL is the base of all addresses, with HTTPS too', async (t) => {
  const publicUrl = 'https://mock.example/faire-simple';
  const { server, plain } = await startBoth(t, { publicUrl });
  const environment = {
    FAIRE_SIMPLE_URL: `${publicUrl}/api`,
    FAIRE_SIMPLE_CONTROL_URL: `${publicUrl}/_mock`,
  };
  t.match(server, { apiUrl: `${publicUrl}/api`, controlUrl: `${publicUrl}/_mock`, environment });
  for (const { url } of [server, plain]) {
    t.match((await ask({ url }, 'POST', '/sandboxes')).json.environment, environment);
    t.match(await (await fetch(url)).json(), { ca: '/faire-simple/ca.pem' });
  }
});

t.test('the authority is served on both ports, to everybody', async (t) => {
  const { server, plain } = await startBoth(t, { controlToken: 'secret', docs: false });
  t.match(server.ca, /^-----BEGIN CERTIFICATE-----\n[^-]+-----END CERTIFICATE-----\n$/);
  for (const { url } of [server, plain]) {
    for (const host of ['127.0.0.1', 'unknown.example']) {
      const { status, headers, text } = await get(`${url}/ca.pem`, host);
      t.match({ status, text }, { status: 200, text: server.ca }, host);
      t.equal(headers['content-type'], 'application/pem-certificate-chain');
    }
    const head = await fetch(`${url}/ca.pem`, { method: 'HEAD' });
    t.equal(head.status, 200);
    const post = await fetch(`${url}/ca.pem`, { method: 'POST' });
    t.equal(post.status, 405);
    t.equal(post.headers.get('allow'), 'GET, HEAD');
    t.match(await (await fetch(url)).json(), { ca: '/ca.pem' });
  }
  const closed = await start(t, { https: true, control: false });
  t.equal(await (await fetch(`${closed.url}/ca.pem`)).text(), closed.ca, 'without a control plane');
  t.not(closed.ca, server.ca, 'each server has an authority of its own');
});

const NAMES = ['localhost', '127.0.0.1', '::1', 'host.docker.internal', 'www.faire-simple.gouv.fr'];
const FURTHER = ['mock.example', '192.0.2.7'];

t.test('the certificate has the usual names, the given ones, and those of the URLs', async (t) => {
  const options = { host: '127.0.0.2', publicUrl: 'https://public.example', httpsNames: FURTHER };
  const { url, ca } = await start(t, { https: true, ...options });
  for (const name of [...NAMES, ...FURTHER, '127.0.0.2', 'public.example']) {
    const socket = tls.connect({
      host: '127.0.0.2',
      port: portOf(url),
      ca,
      checkServerIdentity: (_, certificate) => tls.checkServerIdentity(name, certificate),
    });
    await once(socket, 'secureConnect');
    t.ok(socket.authorized, name);
    socket.destroy();
  }
});

t.test('the names of the certificate are admitted outside the API', async (t) => {
  const { server, plain } = await startBoth(t, { httpsNames: FURTHER });
  for (const { url } of [server, plain]) {
    t.equal((await get(url, 'mock.example')).status, 200);
    t.equal((await get(url, 'other.example')).status, 403);
  }
});

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  t.test(`${version} is spoken`, async (t) => {
    const { url, ca } = await start(t, { https: true });
    const socket = tls.connect({
      host: '127.0.0.1',
      port: portOf(url),
      ca,
      minVersion: version,
      maxVersion: version,
    });
    await once(socket, 'secureConnect');
    t.equal(socket.getProtocol(), version);
    socket.destroy();
  });
}

/** A connection of TLS 1.1, which clients admit only if asked to. */
const old = (url: string) =>
  tls.connect({
    host: '127.0.0.1',
    port: portOf(url),
    rejectUnauthorized: false,
    minVersion: 'TLSv1.1',
    maxVersion: 'TLSv1.1',
    ciphers: 'ALL:@SECLEVEL=0',
  });

t.test('TLS 1.1 is not spoken', async (t) => {
  const { url } = await start(t, { https: true });
  await t.rejects(once(old(url), 'secureConnect'), {
    code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  });
});

t.test('a client without trust in the authority is refused', async (t) => {
  const { url } = await startServer({ https: true }).then((server) => {
    t.teardown(() => server.close());
    return server;
  });
  const request = https.get(url, { agent: false });
  await t.rejects(once(request, 'response'), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
});

t.test('a connection without a handshake is closed when the server stops', async (t) => {
  const server = await start(t, { https: true, closeTimeout: 600 });
  const silent = net.connect(portOf(server.url), '127.0.0.1');
  const closed = new Promise((resolve) => silent.once('close', resolve));
  silent.on('error', () => {}).resume();
  await once(silent, 'connect');
  // Once another is answered, the server knows of this one.
  await fetch(server.url, { headers: { connection: 'close' } });
  await server.close();
  await closed;
});

const IPV6 = Object.values(os.networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
);
const skip = !IPV6 && 'this machine has no IPv6';

t.test('localhost is both of its addresses, for both', { skip }, async (t) => {
  const all = ['127.0.0.1', '::1'].map((address) => ({ address, family: net.isIP(address) }));
  const lookup = async () => all as LookupAddress[] & LookupAddress;
  const mocked = mock.method(dns, 'lookup', lookup);
  t.teardown(() => mocked.mock.restore());
  const { server, plain } = await startBoth(t, { host: 'localhost' });
  for (const { url } of [server, plain]) {
    const { protocol, port } = new URL(url);
    for (const host of ['127.0.0.1', '[::1]']) {
      t.equal(
        (await fetch(`${protocol}//${host}:${port}/ca.pem`)).status,
        200,
        `${protocol} ${host}`,
      );
    }
  }
  await server.close();
  for (const { url } of [server, plain]) {
    await t.rejects(once(net.connect(portOf(url), '::1'), 'connect'), { code: 'ECONNREFUSED' });
  }
});

t.test('a port for plain HTTP that is taken is refused by its option', async (t) => {
  const other = await start(t);
  const httpPort = portOf(other.url);
  await t.rejects(startServer({ https: true, httpPort }), {
    name: 'StartError',
    message: `Cannot listen on 127.0.0.1: port ${httpPort} is taken: stop the program that has it, or give another one with --http-port (0 takes a free one).`,
  });
  await t.rejects(startServer({ https: true, port: httpPort }), { message: /with --port \(/ });
  await t.rejects(startServer({ https: true, port: 4433, httpPort: 4433 }), {
    name: 'StartError',
    message:
      'Port 4433 cannot be that of HTTPS and that of plain HTTP: give another one with --http-port (0 takes a free one).',
  });
});

t.test('the options of HTTPS need it', async (t) => {
  for (const options of [{ httpPort: 0 }, { httpsNames: ['a.example'] }]) {
    const [name] = Object.keys(options);
    for (const https of [undefined, false]) {
      await t.rejects(startServer({ ...options, ...(https === false && { https }) }), {
        name: 'TypeError',
        message: new RegExp(`^Option "${name}" needs "https": without it, .*\\.$`),
      });
    }
  }
  await t.rejects(startServer({ https: true, httpsNames: ['https://a.example'] }), {
    message: /^Option "httpsNames" must be host names or IP addresses, .*, but is /,
  });
});
