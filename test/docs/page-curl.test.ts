import { spawnSync } from 'node:child_process';
import path from 'node:path';
import t from 'tap';
import { runForeign } from '../command-helpers.ts';
import { basic, raw, start } from '../helpers.ts';
import { PAGE } from './page-helpers.ts';

const skip =
  !process.env.CI && spawnSync('curl', ['--version']).status !== 0 && 'there is no curl here';

const { curlOf } = (await import(path.join(PAGE, 'curl.js'))) as {
  curlOf: (entry: object) => string;
};

t.test('a request copied as curl sends the same again, and runs nothing', { skip }, async (t) => {
  const server = await start(t);
  const { application, apiUrl } = server;
  const { login, password, key } = application;
  const env = {
    PATH: `${process.env.PATH}`,
    FAIRE_SIMPLE_URL: apiUrl,
    FAIRE_SIMPLE_LOGIN: login,
    FAIRE_SIMPLE_PASSWORD: password,
    FAIRE_SIMPLE_KEY: key,
  };
  const identified = `Authorization: ${basic(`${login}:${password}`)}`;
  const json = 'Content-Type: application/json';
  const folder = t.testdir();
  for (const [method, target, fields, body] of [
    ['GET', `/users/7?key=${key}`, [identified, 'Accept: application/json'], ''],
    ['HEAD', `/users?statut=1&key=${key}`, [identified], ''],
    ['GET', '/', [], ''],
    ['GET', `/users/7?key=${key}`, ['Authorization: Bearer $(touch a)'], ''],
    ['POST', `/users/7/statut?key=${key}`, [identified, json], '{"action":1}'],
    ['POST', `/users/7/statut?key=${key}`, [identified], `@/etc/hostname'; touch b; echo '`],
    ['DELETE', `/users/7?key=${key}`, [identified, json], '$(touch c)`touch d`"\\'],
    ['GET', `/users/7?key=${key}`, [identified, "X-Quote: it's $HOME", 'X-Empty:'], 'x'],
    [
      'GET',
      `/a'b$(touch%20e)/[1-3]/{a,b}/../x?key=${key}&key=%27%22%24(x)&a=é%20b&a=2`,
      [identified],
      '',
    ],
  ] as const) {
    server.clearJournal();
    const head = [
      `${method} /api${target.replace('é', '%C3%A9')} HTTP/1.1`,
      'Host: localhost',
      'Connection: close',
      ...fields,
    ];
    if (body) head.push(`Content-Length: ${Buffer.byteLength(body)}`);
    await raw(server, `${head.join('\r\n')}\r\n\r\n${body}`);
    const [first] = server.listJournal();
    const line = curlOf(first as object);
    t.notMatch(line, key, 'no secret is in it');
    const { status, stderr } = await runForeign(t, 'sh', ['-c', `${line} --silent --show-error`], {
      cwd: folder,
      env,
    });
    t.equal(status, 0, `${line}\n${stderr}`);
    const [, second] = server.listJournal();
    const { method: m, path: p, query, requestBody, status: s, refusal } = first as never;
    t.match(second, { method: m, path: p, status: s, refusal });
    t.strictSame(second?.query, query);
    t.strictSame(second?.requestBody, requestBody, line);
  }
  const { stdout } = await runForeign(t, 'ls', [folder], { env });
  t.equal(stdout, '');
});
