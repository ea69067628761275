import fs from 'node:fs';
import { createRequire } from 'node:module';
import t from 'tap';
import { call, start } from '../../helpers.ts';
import { launch, open, skip } from './browser.ts';

t.setTimeout(120_000);

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

t.test('axe-core finds nothing on the guides, which fit into a phone', { skip }, async (t) => {
  const browser = await launch(t);
  const server = await start(t);
  for (const colorScheme of ['light', 'dark'] as const) {
    // The test's own script is none of the page's.
    const page = await open(t, browser, server, { colorScheme, bypassCSP: true });
    for (const name of ['README.fr', 'testing.en', 'troubleshooting.fr']) {
      await page.goto(`${server.url}/guides/${name}`);
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        const wide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
        t.notOk(wide, `${name} fits into ${width} px`);
      }
      await page.evaluate(AXE);
      const findings = await page.evaluate<string[]>(
        'axe.run(document).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ": " + html)))',
      );
      t.strictSame(findings, [], `${name}, ${colorScheme}`);
    }
  }
});

t.test('the explanation of a refusal leads to its cure', { skip }, async (t) => {
  const browser = await launch(t);
  const server = await start(t);
  await call(server, '/users/7', { user: 'demo:wrong' });
  const page = await open(t, browser, server, { view: 'requests', locale: 'fr-FR' });
  await page.getByRole('button', { name: 'GET /api/users/7' }).first().click();
  await page.getByRole('link', { name: 'Comment y remédier' }).click();
  await page.waitForURL('**/guides/troubleshooting.fr#identifiants_invalides');
  t.equal(await page.locator(':target').innerText(), 'identifiants_invalides');
});
