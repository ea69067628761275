// Takes the pictures of the READMEs: a request that was refused, on the page, in both languages and themes.
// `npm run screenshots -- FOLDER` writes them there; CHROMIUM names the browser.

import path from 'node:path';
import { chromium } from 'playwright-core';
import { startServer } from '../src/index.ts';

const folder = process.argv[2] ?? path.join(import.meta.dirname, '..', 'docs', 'pictures');

const server = await startServer({ now: '2016-03-14T09:26:53Z' });
server.freezeClock();

/** Sends a request as the demo application. */
async function send(target: string, body?: object, password = 'demo'): Promise<void> {
  const url = `${server.apiUrl}${target}?key=${server.application.key}`;
  const headers = {
    authorization: `Basic ${btoa(`demo:${password}`)}`,
    'content-type': 'application/json',
  };
  await fetch(url, { headers, ...(body && { method: 'POST', body: JSON.stringify(body) }) });
}

await send('/users');
await send('/users/7', undefined, 'admin');
await send('/users/7');
await send('/users/9503');
await send('/users/7/statut', { action: 1 });
await send('/thematiques');
await send('/actualisation/2016-S1');
await send('/users/7/statut', { action: '1' });

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
for (const locale of ['en', 'fr']) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({
      locale,
      colorScheme,
      viewport: { width: 1280, height: 720 },
    });
    const page = await context.newPage();
    await page.goto(`${server.url}/#requests`);
    await page.locator('.entry').first().click();
    await page.locator('dialog .box').waitFor();
    await page.screenshot({ path: path.join(folder, `page.${locale}.${colorScheme}.png`) });
    await context.close();
  }
}
await browser.close();
await server.close();
