import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { chromium } from 'playwright-core';
import t, { type Test } from 'tap';
import { ask, stateOf } from '../../control/helpers.ts';
import { call, start } from '../../helpers.ts';

t.setTimeout(120_000);

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (file) => fs.existsSync(file),
);

// A newcomer's `npm test` must not depend on a browser; CI has one, and must not lose the test unnoticed.
const reason = CHROMIUM || process.env.CI ? false : 'no Chromium on this machine';

/** A page of another origin, on a port of its own. */
async function elsewhere(t: Test): Promise<number> {
  const server = http.createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><body></body>');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

t.test(
  'a page of another origin can neither change nor read anything',
  { skip: reason },
  async (t) => {
    const browser = await chromium.launch({
      executablePath: CHROMIUM ?? '',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
    });
    t.teardown(() => browser.close());
    const port = await elsewhere(t);
    for (const name of ['127.0.0.1', 'localhost', 'attacker.localhost']) {
      for (const target of ['127.0.0.1', 'localhost', 'attacker.localhost']) {
        const server = await start(t);
        const control = `http://${target}:${new URL(server.url).port}/_mock`;
        server.freezeClock('2016-03-14T09:26:53Z');
        await call(server, '/users/1');
        const before = await stateOf(server);
        const sandboxes = await ask(server, 'GET', '/sandboxes');
        const page = await browser.newPage();
        const asked: string[] = [];
        page.on('request', (request) => asked.push(request.url()));
        await page.goto(`http://${name}:${port}/`);
        await page.addScriptTag({ path: path.join(import.meta.dirname, 'attack.js') });
        const read = await page.evaluate(`attack('${control}')`);
        t.strictSame(read, [], `${name} reads nothing of ${target}`);
        t.ok(asked.filter((url) => url.startsWith(control)).length > 20, 'though it has tried');
        t.same(await stateOf(server), before, `${name} changes nothing at ${target}`);
        t.same((await ask(server, 'GET', '/sandboxes')).json, sandboxes.json);
        await page.close();
      }
    }
  },
);

t.test('a page whose name was made to lead here is refused', { skip: reason }, async (t) => {
  const browser = await chromium.launch({
    executablePath: CHROMIUM ?? '',
    args: ['--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP attacker.example 127.0.0.1'],
  });
  t.teardown(() => browser.close());
  const server = await start(t);
  await call(server, '/users/1');
  const page = await browser.newPage();
  // Unknown paths are answered to everybody, so that the page is of the same origin as the control plane it calls.
  await page.goto(`http://attacker.example:${new URL(server.url).port}/nowhere`);
  const answers = await page.evaluate(async () => {
    const state = await fetch('/_mock/state');
    const cleared = await fetch('/_mock/journal', { method: 'DELETE' });
    return [state.status, await state.text(), cleared.status];
  });
  t.match(answers, [403, '"code":"host_refused"', 403]);
  t.equal(server.listJournal().length, 1);
});

t.test('a page of its own origin, such as Swagger UI, may use it', { skip: reason }, async (t) => {
  const browser = await chromium.launch({
    executablePath: CHROMIUM ?? '',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  t.teardown(() => browser.close());
  const server = await start(t);
  await call(server, '/users/1');
  const page = await browser.newPage();
  await page.goto(`${server.url}/nowhere`);
  const statuses = await page.evaluate(async () => [
    (await fetch('/_mock/state')).status,
    (await fetch('/_mock/journal', { method: 'DELETE' })).status,
  ]);
  t.strictSame(statuses, [200, 204]);
  t.strictSame(server.listJournal(), []);
});
