import fs from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { Test } from 'tap';
import type { MockServer } from '../../../src/index.ts';

export const CHROMIUM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((file) => fs.existsSync(file));

/** A newcomer's tests must not depend on a browser; CI has one, and must not lose the tests unnoticed. */
export const skip = CHROMIUM || process.env.CI ? false : 'no Chromium on this machine';

/** The browser of a test file. */
export async function launch(t: Pick<Test, 'teardown'>) {
  const browser = await chromium.launch({
    executablePath: CHROMIUM ?? '',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
  });
  t.teardown(() => browser.close());
  return browser;
}

type Browser = Awaited<ReturnType<typeof launch>>;

/** A page of a server; the faults that it logs are the test's. */
export async function open(
  t: Test,
  browser: Browser,
  server: Pick<MockServer, 'url'>,
  { view = '', ...options }: BrowserContextOptions & { view?: string } = {},
): Promise<Page> {
  const context = await browser.newContext({
    locale: 'en-GB',
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (message) => {
    // Refusals of the control plane are logged by the browser, whatever the page makes of them.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      faults.push(message.text());
    }
  });
  t.teardown(async () => {
    await context.close();
    // A test that has ended takes no assertion.
    if (faults.length > 0) throw new Error(`the page has errors: ${faults.join('; ')}`);
  });
  await page.goto(`${server.url}/${view && `#${view}`}`);
  await page.locator('h1').waitFor();
  return page;
}

/** Presses Tab until the element with this text has the focus, and then a key, as a person without a mouse does. */
export async function press(page: Page, name: string, key = 'Enter'): Promise<void> {
  for (let count = 0; count < 200; count++) {
    const focused = await page.evaluate<string>(
      "document.activeElement === document.body ? '' : document.activeElement.ariaLabel ?? document.activeElement.textContent",
    );
    // No-break spaces are like others for a reader.
    const text = focused.trim().replaceAll('\u00a0', ' ');
    // The row of a request says more than its line.
    if (text === name || (name.includes(' /') && text.includes(name)))
      return page.keyboard.press(key);
    await page.keyboard.press('Tab');
  }
  throw new Error(`the focus never reaches "${name}"`);
}

/** Waits until something holds; a Content-Security-Policy without "unsafe-eval" refuses Playwright's `waitForFunction()`. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('it never holds');
    await setTimeout(50);
  }
}
