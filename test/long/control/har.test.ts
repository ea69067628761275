import fs from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import t from 'tap';
import { call, postStatut, start } from '../../helpers.ts';

t.setTimeout(120_000);

const CHROMIUM = '/usr/bin/chromium';
const reason = fs.existsSync(CHROMIUM) || process.env.CI ? false : 'no Chromium on this machine';

t.test('Chromium’s developer tools open an exported archive', { skip: reason }, async (t) => {
  const server = await start(t, { journalMemory: 1 });
  await call(server, '/users/1', { headers: { 'x-filling': 'x'.repeat(15_000) } });
  for (let round = 0; round < 80; round++) {
    await call(server, '/users', { headers: { 'x-filling': 'x'.repeat(15_000) } });
  }
  await postStatut(server, 1, { action: 0 });
  await call(server, '/none');
  const har = server.exportHar();

  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  t.teardown(() => browser.close());
  const page = await browser.newPage();
  await page.goto('devtools://devtools/bundled/devtools_app.html');
  await page.evaluate(fs.readFileSync(path.join(import.meta.dirname, 'devtools.js'), 'utf8'));
  const shown: object[] = await page.evaluate(`open(${JSON.stringify(har)})`);
  t.equal(shown.length, 83);
  t.match(shown[0], { method: 'GET', url: 'about:blank', status: 200 }, 'a dropped one');
  t.match(shown.slice(-2), [
    { method: 'POST', url: /\/users\/1\/statut\?key=\*\*\*$/, status: 200, type: /json/ },
    { method: 'GET', url: /\/none\?key=/, status: 404, type: 'application/problem+json' },
  ]);
});
