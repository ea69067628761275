import { once } from 'node:events';
import https from 'node:https';
import t, { type Test } from 'tap';
import { type HttpsFault, type MockServer, startServer } from '../../src/index.ts';
import { HTTPS_FAULTS } from '../../src/tls/fault-names.ts';
import { runHere, serveHere } from '../command-here.ts';
import { ask } from '../control/helpers.ts';
import { start } from '../helpers.ts';

t.setTimeout(120_000);

/** Node's error for each fault. */
const REASONS: Readonly<Record<HttpsFault, RegExp>> = {
  expired: /^CERT_HAS_EXPIRED: /,
  'wrong-name': /^ERR_TLS_CERT_ALTNAME_INVALID: /,
  'unknown-authority': /^UNABLE_TO_VERIFY_LEAF_SIGNATURE: /,
  handshake: /^EPROTO: .*alert handshake failure/,
};

const startBoth = (t: Test, options = {}) => start(t, { https: true, httpPort: 0, ...options });

/** The status of an answer, or the error. */
async function attempt(
  { url, ca }: MockServer,
  options: https.RequestOptions = {},
): Promise<unknown> {
  const request = https.get(`${url}/ca.pem`, { ca, agent: false, ...options });
  try {
    const [response] = await once(request, 'response');
    await once(response.resume(), 'end');
    return response.statusCode;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return `${code}: ${message}`;
  }
}

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  t.test(`clients refuse each fault for its own reason, by ${version}`, async (t) => {
    const server = await startBoth(t);
    const versions = { minVersion: version, maxVersion: version };
    t.equal(await attempt(server, versions), 200);
    for (const fault of HTTPS_FAULTS) {
      t.strictSame(server.setHttpsFault(fault), { fault });
      t.match(await attempt(server, versions), REASONS[fault], fault);
      t.equal((await fetch(`${server.httpUrl}/ca.pem`)).status, 200, 'plain HTTP stays');
      t.strictSame(server.setHttpsFault(null), { fault: null });
      t.equal(await attempt(server, versions), 200, `without ${fault}`);
    }
  });
}

t.test('apart from its fault, a certificate is right', async (t) => {
  const server = await startBoth(t);
  server.setHttpsFault('wrong-name');
  const servername = 'wrong-name.invalid';
  t.equal(await attempt(server, { servername }), 200);
  server.setHttpsFault('unknown-authority');
  t.equal(await attempt(server, { rejectUnauthorized: false }), 200);
  server.setHttpsFault('expired');
  t.equal(await attempt(server, { rejectUnauthorized: false }), 200);
});

t.test('the control plane switches faults, of one server with all its worlds', async (t) => {
  const server = await startBoth(t);
  const plain = { url: `${server.httpUrl}` };
  t.match(await ask(plain, 'GET', '/https-fault'), { status: 200, json: { fault: null } });
  for (const fault of ['expired', 'handshake', null]) {
    const answer = await ask(plain, 'PUT', '/https-fault', { body: { fault } });
    t.match(answer, { status: 200, json: { fault } });
    t.strictSame(server.readHttpsFault(), { fault });
    t.strictSame((await ask(plain, 'GET', '/https-fault')).json, { fault });
    const expected = fault === null ? 200 : REASONS[fault as HttpsFault];
    t.match(await attempt(server), expected);
  }
  const { id } = server.createSandbox();
  t.match(await ask(plain, 'GET', `/https-fault?sandbox=${id}`), {
    status: 400,
    json: { detail: 'This operation takes no sandbox.' },
  });
});

t.test('a fault that is none is refused by name', async (t) => {
  const server = await startBoth(t);
  const expected = 'one of "expired", "wrong-name", "unknown-authority", "handshake", null';
  t.throws(() => server.setHttpsFault('Expired' as HttpsFault), {
    name: 'WorldError',
    kind: 'invalid',
    message: `Invalid value for the fault.\n  it: found "Expired"; expected ${expected}`,
  });
  t.throws(() => server.setHttpsFault(undefined as unknown as null), { name: 'WorldError' });
  for (const body of [{ fault: 'none' }, {}, { fault: null, more: 1 }, 'x']) {
    const { status, json } = await ask({ url: `${server.httpUrl}` }, 'PUT', '/https-fault', {
      body: JSON.stringify(body),
    });
    t.match({ status, json }, { status: 400, json: { code: 'invalid_request' } });
  }
  t.strictSame(server.readHttpsFault(), { fault: null });
});

t.test('connections from before a fault go on; sessions cannot be resumed', async (t) => {
  const server = await startBoth(t);
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
  t.equal(await attempt(server, { agent }), 200);
  server.setHttpsFault('expired');
  t.equal(await attempt(server, { agent }), 200, 'the connection is kept');
  // The agent keeps the session, and would resume it.
  agent.destroy();
  t.match(await attempt(server, { agent }), REASONS.expired);
  server.setHttpsFault(null);
  t.equal(await attempt(server, { agent }), 200);
  agent.destroy();
});

t.test('a reset of the main world sets the fault of the start again', async (t) => {
  const server = await startBoth(t);
  const plain = { url: `${server.httpUrl}` };
  const sandbox = server.createSandbox();
  server.setHttpsFault('expired');
  sandbox.reset();
  await ask(plain, 'POST', `/reset?sandbox=${sandbox.id}`);
  t.strictSame(server.readHttpsFault(), { fault: 'expired' }, 'that of a sandbox does not');
  server.reset();
  t.strictSame(server.readHttpsFault(), { fault: null });
  server.setHttpsFault('expired');
  await ask(plain, 'POST', '/reset');
  t.strictSame(server.readHttpsFault(), { fault: null });
  t.equal(await attempt(server), 200);
});

t.test('a server can start with a fault', async (t) => {
  const server = await startBoth(t, { httpsFault: 'wrong-name' });
  t.strictSame(server.readHttpsFault(), { fault: 'wrong-name' });
  t.match(await attempt(server), REASONS['wrong-name']);
  server.setHttpsFault(null);
  t.equal(await attempt(server), 200);
  server.reset();
  server.reset();
  t.match(await attempt(server), REASONS['wrong-name']);
});

t.test('faults concern both addresses of localhost, and a kept authority', async (t) => {
  const server = await startBoth(t, {
    host: 'localhost',
    httpsDir: t.testdir(),
    httpsFault: 'handshake',
  });
  t.match(await attempt(server), REASONS.handshake);
  server.setHttpsFault('expired');
  t.match(await attempt(server), REASONS.expired);
});

const CANNOT =
  'TLS faults need a server with --https, with --http-port, so that it stays reachable, and without --https-cert.';

for (const [what, options] of [
  ['plain HTTP', {}],
  ['HTTPS alone', { https: true }],
] as const) {
  t.test(`a server of ${what} has no faults`, async (t) => {
    const server = await start(t, options);
    t.strictSame(server.readHttpsFault(), { fault: null });
    t.strictSame(server.setHttpsFault(null), { fault: null }, 'there is none to clear');
    t.throws(() => server.setHttpsFault('expired'), {
      name: 'WorldError',
      kind: 'conflict',
      message: CANNOT,
    });
    t.match(await ask(server, 'PUT', '/https-fault', { body: { fault: 'expired' } }), {
      status: 409,
      json: { code: 'conflict', detail: CANNOT },
    });
  });
}

t.test('after the end of the server, faults are refused like every call', async (t) => {
  const server = await startBoth(t);
  await server.close();
  for (const call of [() => server.readHttpsFault(), () => server.setHttpsFault('expired')]) {
    t.throws(call, { name: 'WorldError' });
  }
});

t.test('a fault at the start needs its options', async (t) => {
  for (const [options, message] of [
    [{}, 'Option "httpsFault" needs "https": without it, there is no TLS.'],
    [
      { https: true },
      'Option "httpsFault" needs "httpPort": the control plane must stay reachable, by plain HTTP.',
    ],
    [
      { https: true, httpPort: 0, httpsCert: 'a', httpsKey: 'b' },
      'Options "httpsFault" and "httpsCert" contradict each other: the certificates of faults are by the authority of the server.',
    ],
  ] as const) {
    await t.rejects(startServer({ ...options, httpsFault: 'expired' }), {
      name: 'TypeError',
      message,
    });
  }
  const { status, stderr } = await runHere(t, [
    '--https',
    '--http-port',
    '0',
    '--https-fault',
    'expire',
  ]);
  t.equal(status, 2);
  t.equal(stderr, '--https-fault is "expire": did you mean "expired"?\n');
});

t.test('the command says that a fault is set, and logs no client that refuses it', async (t) => {
  const args = ['--https', '--http-port', '0', '--https-fault', 'handshake'];
  const { command, server } = await serveHere(t, args);
  await attempt(server);
  await attempt(server, { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' });
  await command.stop();
  t.match(command.log().slice(2), [
    {
      level: 'warn',
      msg: 'the TLS fault "handshake" is set: clients must refuse the connections to the port of HTTPS',
    },
  ]);
  t.equal(command.log().length, 3);
});
