import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import t from 'tap';
import { start } from '../../helpers.ts';
import { behaveBadly } from '../../report/clients.ts';
import { launch, skip } from '../page/browser.ts';

t.setTimeout(120_000);

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The findings of axe-core on what is shown. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(`axe.run(document).then(({ violations, passes }) => !passes.some(({ id }) => id === 'color-contrast') ? ['no colours were looked at'] :
    violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html + '\\n' + failureSummary)))`);
}

t.test('the page is accessible, fits, and asks the network for nothing', { skip }, async (t) => {
  const folder = t.testdir();
  const server = await start(t, { report: folder });
  await behaveBadly(server);
  await server.close();
  const browser = await launch(t);
  const url = `${pathToFileURL(path.join(folder, 'index.html'))}`;
  for (const [colorScheme, width] of [
    ['light', 320],
    ['light', 1280],
    ['dark', 375],
  ] as const) {
    const viewport = { width, height: 800 };
    const context = await browser.newContext({ colorScheme, viewport, bypassCSP: true });
    const page = await context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(url);
    for (const [language, title] of [
      ['English', 'Report on the clients of faire-simple'],
      ['Français', 'Rapport sur les clients de faire-simple'],
    ] as const) {
      await page.getByLabel(language).check();
      t.equal(await page.locator('h1:visible').innerText(), title);
      await page.locator('.finding:visible summary').first().click();
      await page.locator('summary:visible').last().click();
      t.strictSame(await findings(page), [], `${colorScheme}, ${width} px, ${language}`);
      const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
      t.notOk(wide, `${language} fits into ${width} px`);
    }
    t.strictSame(asked, [url]);
    await context.close();
  }
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await page.goto(url);
  await page.getByLabel('Français').check();
  await page.getByText('Couverture du contrat').waitFor();
});

t.test('junit.xml is XML, with a failure for each kind', { skip }, async (t) => {
  const folder = t.testdir();
  const server = await start(t, { report: folder });
  await behaveBadly(server);
  await server.close();
  const xml = fs.readFileSync(path.join(folder, 'junit.xml'), 'utf8');
  const page = await (await launch(t)).newPage();
  const read = `(() => {
    const parsed = new DOMParser().parseFromString(${JSON.stringify(xml)}, 'application/xml');
    const count = (name) => parsed.querySelectorAll(name).length;
    return [count('parsererror'), count('testsuite > testcase'), count('testcase > failure')];
  })()`;
  t.strictSame(await page.evaluate(read), [0, 13, 13]);
});
