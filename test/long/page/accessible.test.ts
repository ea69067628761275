import fs from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import type { MockServer } from '../../../src/index.ts';
import { call, postStatut, start } from '../../helpers.ts';
import { launch, open, skip, until } from './browser.ts';

t.setTimeout(300_000);

/** All rules of axe-core, those of best practices and of level AAA that are on by default included. */
const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The findings of axe-core on what is shown. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(`axe.run(document).then(({ violations, passes }) => !passes.some(({ id }) => id === 'color-contrast') ? ['no colours were looked at'] :
    violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => id + ': ' + html + '\\n' + failureSummary)))`);
}

/** Views: a text that is there once they are complete, and the button that opens a dialog in them. */
const VIEWS: Record<string, readonly [text: string, dialog?: string]> = {
  start: ['A first request'],
  requests: ['1 to 100 of 1,000', 'Clear'],
  data: ['users/7', 'Open users/7'],
  faults: ['uid-9503'],
  worlds: ['mine', 'Reset the world'],
};

async function filled(t: Test): Promise<MockServer> {
  const server = await start(t);
  const sent = async (from: number) => {
    for (let count = 0; count < 250; count++)
      await call(server, `/users/${((from + count) % 60) + 1}?x=${count}`);
  };
  await Promise.all([0, 15, 30, 45].map(sent));
  await postStatut(server, 7, { action: 1 });
  await postStatut(server, 7, { action: '1' });
  server.createSandbox();
  server.saveSnapshot('mine');
  return server;
}

t.test('axe-core finds nothing, at 1,000 requests, dialogs open', { skip }, async (t) => {
  const browser = await launch(t);
  const server = await filled(t);
  t.ok(server.listJournal({ limit: 10_000 }).length >= 1000);
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [320, 375, 1280]) {
      t.test(`${colorScheme}, ${width} px`, async (t) => {
        // The test's own script is none of the page's.
        const page = await open(t, browser, server, {
          colorScheme,
          viewport: { width, height: 800 },
          bypassCSP: true,
        });
        for (const [view, [text, dialog]] of Object.entries(VIEWS)) {
          await page.goto(`${server.url}/#${view}`);
          await page.getByText(text, { exact: true }).waitFor();
          if (view !== 'start') await page.getByLabel('World').waitFor();
          t.strictSame(await findings(page), [], view);
          const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
          t.notOk(wide, `${view} fits into the width`);
          if (dialog === undefined) continue;
          await page.getByRole('button', { name: dialog, exact: true }).click();
          await page.locator('dialog[open]').waitFor();
          t.strictSame(await findings(page), [], dialog);
          await page.keyboard.press('Escape');
        }
        await page.goto(`${server.url}/#requests`);
        await page.getByRole('button', { name: 'POST /api/users/7/statut' }).first().click();
        await page.getByText('Why it was refused').waitFor();
        t.strictSame(await findings(page), [], 'a request');
        await page.locator('dialog').getByRole('button', { name: 'Answer 503' }).click();
        await page.getByText('Answer 503: 3 times').waitFor();
        t.strictSame(await findings(page), [], 'a notice');
      });
    }
  }
});

t.test(
  'many requests leave 100 rows in the document, and older ones are within reach',
  { skip },
  async (t) => {
    const browser = await launch(t);
    const server = await filled(t);
    const page = await open(t, browser, server, { view: 'requests' });
    await page.getByText('1 to 100 of 1,000').waitFor();
    t.equal(await page.locator('.entry').count(), 100);
    for (let turn = 0; turn < 9; turn++) await page.getByRole('button', { name: 'Older' }).click();
    await page.getByText('901 to 1,000 of 1,000').waitFor();
    await page.getByRole('button', { name: 'Older' }).click();
    await page.locator('.entry').nth(1).waitFor();
    await until(async () => (await page.locator('.entry').count()) === 2);
    await page.getByRole('button', { name: 'Latest' }).click();
    await page.getByText('1 to 100 of 1,000').waitFor();
  },
);
