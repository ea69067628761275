import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import t from 'tap';
import { CLI, runForeign } from '../command-helpers.ts';
import { runHere, serveHere } from '../command-here.ts';

t.setTimeout(120_000);

const PRETTY = ['--log-format', 'pretty'];

const curl = spawnSync('curl', ['--version']).status === 0;
const skip = !curl && !process.env.CI && 'there is no curl here';

/** Sends bytes to a port until the server closes the connection. */
async function send(port: number, bytes: string): Promise<void> {
  const socket = net.connect(port, '127.0.0.1').on('error', () => {});
  socket.resume().write(bytes);
  await new Promise((resolve) => socket.once('close', resolve));
}

t.test('plain HTTP on the port of HTTPS is told apart, with the way out', async (t) => {
  for (const more of [[], ['--http-port', '0']]) {
    const { command, server } = await serveHere(t, ['--https', ...more]);
    const { port } = new URL(server.url);
    for (const method of ['GET', 'PATCH', 'CONNECT', 'PROPFIND']) {
      await send(Number(port), `${method} /api HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    }
    await command.stop();
    const [listening, , ...problems] = command.log();
    const plain = `${listening?.http}`.split(':')[2];
    const other =
      more.length === 0
        ? 'start the server with --http-port, which adds a port for plain HTTP'
        : `send it to port ${plain}, which speaks plain HTTP`;
    t.equal(problems.length, 4);
    for (const problem of problems) {
      t.match(problem, {
        level: 'warn',
        msg: `A plain HTTP request came to the port of HTTPS: write https:// in the URL of the client, or ${other}.`,
      });
    }
  }
});

t.test('TLS on a port of plain HTTP is told apart, with the way out', async (t) => {
  for (const more of [[], ['--https', '--http-port', '0']]) {
    const { command, server } = await serveHere(t, more);
    const { port } = new URL(`${command.log()[0]?.http ?? server.url}`);
    const hello = Buffer.from('16030100050100000100', 'hex').toString('latin1');
    await send(Number(port), hello);
    await send(Number(port), 'no HTTP\r\n\r\n');
    await command.stop();
    const problems = command.log().filter(({ level }) => level === 'warn');
    const other =
      more.length === 0
        ? 'start the server with --https'
        : `send it to port ${new URL(server.url).port}, which speaks HTTPS`;
    t.equal(problems.length, 1);
    t.match(problems[0], {
      msg: `An HTTPS request came to a port of plain HTTP: write http:// in the URL of the client, or ${other}.`,
    });
  }
});

t.test('a client that refuses the certificate is in the log', { skip }, async (t) => {
  const { command, server } = await serveHere(t, ['--https', ...PRETTY]);
  const options = { env: { SSL_CERT_FILE: '/dev/null', SSL_CERT_DIR: '/dev/null' } };
  const { status } = await runForeign(t, 'curl', ['-sS', server.url], options);
  t.equal(status, 60);
  await runForeign(t, 'curl', ['-sSk', '--tls-max', '1.2', '--ciphers', 'AES128-SHA', server.url]);
  await runForeign(t, 'curl', ['-sSk', `${server.url}/ca.pem`]);
  const { stdout } = await command.stop();
  t.match(
    stdout,
    /warn: A client refused the certificate \(alert "unknown ca"\): have it trust the authority of the certificate, and write one of the names of the certificate in its URL\.\n/,
  );
  t.match(
    stdout,
    /warn: A client has no TLS version or cipher in common with the server, which speaks TLS 1\.2 and 1\.3\.\n/,
  );
  t.equal(stdout.match(/warn:/g)?.length, 2);
});

for (const more of [[], ['--http-port', '0']]) {
  const what = more.length === 0 ? 'over HTTPS' : 'over plain HTTP';
  t.test(`the commands of the banner work, the authority fetched ${what}`, { skip }, async (t) => {
    const { command, server } = await serveHere(t, ['--https', ...more, ...PRETTY]);
    const [banner] = await command.said(/^.*Try it:\n[^\n]*\n/s);
    const http = /^ {2}HTTP {6}(http:.*)$/m.exec(banner)?.[1];
    t.equal(http === undefined, more.length === 0);
    const base = http ?? server.url;
    t.match(banner, `\n  API       ${server.url}/api\n`);
    t.match(banner, `\n  Control   ${base}/_mock\n`);
    t.match(banner, `\n  curl ${http ? '' : '-k '}-o ca.pem ${base}/ca.pem\n`);
    const [fetched, tried] = banner.match(/^ {2}curl -.*$/gm) as [string, string];
    const cwd = t.testdir();
    t.equal((await runForeign(t, 'sh', ['-c', `${fetched} -sS`], { cwd })).status, 0);
    t.match(fs.readFileSync(path.join(cwd, 'ca.pem'), 'utf8'), '-----BEGIN CERTIFICATE-----');
    const answer = await runForeign(t, 'sh', ['-c', `${tried} -sS`], { cwd });
    t.match(JSON.parse(answer.stdout), { operations: [{ operationId: 'getIndex' }] });
    for (const name of ['curl', 'Node', 'Python', 'Java', 'PHP']) {
      t.match(banner, new RegExp(`^  ${name} +.*\\bca\\.pem`, 'm'));
    }
  });
}

t.test('the banner names the file of a kept authority', { skip }, async (t) => {
  const httpsDir = path.join(t.testdir(), 'with space');
  const { command } = await serveHere(t, ['--https', '--https-dir', httpsDir, ...PRETTY]);
  const [banner] = await command.said(/^.*Try it:\n[^\n]*\n/s);
  t.match(banner, `\n  Node      NODE_EXTRA_CA_CERTS='${httpsDir}/ca.pem'\n`);
  t.notMatch(banner, '-o ca.pem');
  const [, tried] =
    banner
      .match(/^ {2}(curl -.*)$/gm)
      ?.at(-1)
      ?.split('  ') ?? [];
  const answer = await runForeign(t, 'sh', ['-c', `${tried} -sS`]);
  t.match(JSON.parse(answer.stdout), { operations: [{ operationId: 'getIndex' }] });
});

t.test('the first lines of the log say the same to a program', async (t) => {
  const { command, server } = await serveHere(t, ['--https', '--http-port', '0']);
  await command.stop();
  const [listening, trust] = command.log();
  const http = `${listening?.http}`;
  t.match(http, /^http:\/\/127\.0\.0\.1:\d+$/);
  t.match(listening, {
    msg: 'listening',
    address: server.url,
    api: `${server.url}/api`,
    docs: `${server.url}/docs`,
    control: `${http}/_mock`,
    ca: `${http}/ca.pem`,
  });
  t.match(trust, {
    level: 'info',
    msg: 'how clients trust the certificate authority',
    fetch: `curl -o ca.pem ${http}/ca.pem`,
    curl: '--cacert ca.pem',
    Node: 'NODE_EXTRA_CA_CERTS=ca.pem',
  });
});

t.test('exec tells its command the addresses of HTTPS', async (t) => {
  const args = [CLI, 'exec', '--https', '--http-port', '0', '--', 'env'];
  const { stdout } = await runForeign(t, process.execPath, args);
  t.match(stdout, /^FAIRE_SIMPLE_URL=https:\/\/127\.0\.0\.1:\d+\/api$/m);
  t.match(stdout, /^FAIRE_SIMPLE_CONTROL_URL=http:\/\/127\.0\.0\.1:\d+\/_mock$/m);
});

t.test('options of HTTPS without it are refused by name', async (t) => {
  for (const [option, value] of [
    ['--http-port', '3001'],
    ['--https-name', 'mock.example'],
  ] as const) {
    for (const more of [[], ['--https=false']]) {
      const { status, stderr } = await runHere(t, [option, value, ...more]);
      t.equal(status, 2);
      t.match(stderr, new RegExp(`^${option} needs --https: without it, .*\\.\n$`));
    }
  }
  const { status, stderr } = await runHere(t, ['--https', '--https-name', 'a.example,b c']);
  t.equal(status, 2);
  t.match(stderr, /^--https-name is "b c": give host names or IP addresses, .*\.\n$/);
});
