import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { chromium } from 'playwright-core';
import t from 'tap';
import { start } from '../../helpers.ts';

t.setTimeout(120_000);

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (file) => fs.existsSync(file),
);

// A newcomer's `npm test` must not depend on a browser; CI has one, and must not lose the test unnoticed.
const reason = CHROMIUM || process.env.CI ? false : 'no Chromium on this machine';

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-sync',
];

t.test(
  'a newcomer opens the root in a browser and executes getUser at the first click',
  { skip: reason },
  async (t) => {
    const server = await start(t);
    const browser = await chromium.launch({
      executablePath: CHROMIUM ?? '',
      args: ARGUMENTS,
    });
    t.teardown(() => browser.close());
    const page = await browser.newPage();
    const faults: string[] = [];
    page.on('pageerror', ({ message }) => faults.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });

    await page.goto(server.url);
    await page.getByRole('link', { name: 'Swagger UI' }).click();
    t.equal(page.url(), `${server.docsUrl}/`);
    const operation = page.locator('[id$="-getUser"]');
    t.match(
      await operation.textContent(),
      'documenté',
      'the level is shown before anything is opened',
    );
    await operation.locator('.opblock-summary').click();
    await operation.getByRole('button', { name: 'Try it out' }).click();
    await operation.getByRole('button', { name: 'Execute' }).click();
    const answer = operation.locator('.live-responses-table tbody tr').first();
    t.match(await answer.locator('.response-col_status').textContent(), '200');
    t.match(await answer.textContent(), /"nom": "Morvan"/);
    t.strictSame(faults, [], 'the page runs without an error');
  },
);

t.test(
  'the control plane can be chosen in the top bar and executed, and the API again after it',
  { skip: reason },
  async (t) => {
    const server = await start(t);
    const browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ARGUMENTS });
    t.teardown(() => browser.close());
    const page = await browser.newPage();
    const faults: string[] = [];
    page.on('pageerror', ({ message }) => faults.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    await page.goto(server.docsUrl as string);
    const definitions = page.locator('.topbar select');
    await page.locator('[id$="-getUser"]').waitFor();
    t.strictSame(await definitions.locator('option').allTextContents(), [
      'API faire-simple',
      'Control plane',
    ]);
    for (const [definition, id, text] of [
      ['Control plane', '#operations-Rules-listRules', '"id": "uid-9503"'],
      ['API faire-simple', '[id$="-getUser"]', '"nom": "Morvan"'],
    ] as const) {
      await definitions.selectOption({ label: definition });
      const operation = page.locator(id);
      await operation.locator('.opblock-summary').click();
      await operation.getByRole('button', { name: 'Try it out' }).click();
      await operation.getByRole('button', { name: 'Execute' }).click();
      const answer = operation.locator('.live-responses-table tbody tr').first();
      t.match(await answer.locator('.response-col_status').textContent(), '200', definition);
      t.match(await answer.textContent(), text, definition);
    }
    t.strictSame(faults, [], 'the page runs without an error');
  },
);

t.test('without the control plane there is one definition', { skip: reason }, async (t) => {
  const server = await start(t, { control: false });
  const browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ARGUMENTS });
  t.teardown(() => browser.close());
  const page = await browser.newPage();
  await page.goto(server.docsUrl as string);
  await page.locator('[id$="-getUser"]').waitFor();
  t.strictSame(await page.locator('.topbar select option').allTextContents(), ['API faire-simple']);
});

t.test(
  'a page of another origin can neither include nor read the documentation',
  { skip: reason },
  async (t) => {
    const { port } = new URL((await start(t)).url);
    const elsewhere = http.createServer((_request, response) => {
      response.setHeader('content-type', 'text/html').end('<!doctype html><body></body>');
    });
    await once(elsewhere.listen(0, '127.0.0.1'), 'listening');
    const browser = await chromium.launch({
      executablePath: CHROMIUM ?? '',
      args: [...ARGUMENTS, '--host-resolver-rules=MAP attacker.example 127.0.0.1'],
    });
    t.teardown(async () => {
      await browser.close();
      elsewhere.close();
    });
    const page = await browser.newPage();
    const taken = async (from: string, base: string) => {
      await page.goto(from);
      await page.addScriptTag({ path: path.join(import.meta.dirname, 'take.js') });
      return page.evaluate(`take('${base}')`);
    };
    const other = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
    for (const name of ['127.0.0.1', 'localhost']) {
      const read = await taken(other, `http://${name}:${port}`);
      t.strictSame(read, Array(6).fill('refused'), `from another origin, at ${name}`);
    }
    // Unknown paths are answered to everybody, so that the page is of the same origin.
    const rebound = `http://attacker.example:${port}`;
    const refused = Array(5).fill('403 host_refused');
    t.strictSame(await taken(`${rebound}/nowhere`, rebound), ['refused', ...refused]);
    // The attack is one: the page of the server itself can read all that.
    const [included, ...answers] = (await taken(
      `http://127.0.0.1:${port}/nowhere`,
      `http://127.0.0.1:${port}`,
    )) as string[];
    t.match(included, /^included .*"login":"demo"/s);
    t.notOk(answers.includes('403 host_refused'));
  },
);
