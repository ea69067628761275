import fs from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { OPERATIONS } from '../../../src/contract/operations.ts';
import { NIVEAUX } from '../../../src/contract/provenance.ts';
import type { MockServer } from '../../../src/index.ts';
import { start } from '../../helpers.ts';
import { launch, press, skip } from '../page/browser.ts';

t.setTimeout(300_000);

const SCHEMES = ['light', 'dark'] as const;
const WIDTHS = [375, 1280] as const;

/** Swagger UI of a server, complete. */
async function open(
  t: Test,
  browser: Browser,
  server: MockServer,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  t.teardown(async () => {
    await context.close();
    // A test that has ended takes no assertion.
    if (faults.length > 0) throw new Error(`the page has errors: ${faults.join('; ')}`);
  });
  await page.goto(`${server.docsUrl}`);
  await operation(page, 'listPropositions').waitFor();
  return page;
}

const operation = (page: Page, id: string) => page.locator(`[id^="operations-"][id$="-${id}"]`);

async function toControlPlane(page: Page): Promise<void> {
  await page.locator('.topbar select').selectOption({ label: 'Control plane' });
  await operation(page, 'listRules').waitFor();
}

async function topOf(place: Locator): Promise<number> {
  return (await place.boundingBox())?.y ?? Number.NaN;
}

async function execute(page: Page, id: string): Promise<string> {
  const shown = operation(page, id);
  await shown.getByRole('button', { name: 'Execute' }).click();
  const answer = shown.locator('.live-responses-table tbody tr').first();
  return (await answer.locator('.response-col_status').textContent()) ?? '';
}

async function tryOut(page: Page, id: string): Promise<void> {
  await operation(page, id).locator('.opblock-summary-control').click();
  await operation(page, id).getByRole('button', { name: 'Try it out' }).click();
}

/** Uses a control by a click, or by Tab (or Shift+Tab) up to it and a key. */
async function use(
  control: Locator,
  by: 'mouse' | 'keyboard',
  { key = 'Enter', tab = 'Tab' } = {},
): Promise<void> {
  if (by === 'mouse') return control.click();
  await control.waitFor();
  const { keyboard } = control.page();
  for (let count = 0; !(await control.evaluate((node) => node.matches(':focus'))); count++) {
    if (count === 200) throw new Error(`the focus never reaches ${control}`);
    await keyboard.press(tab);
  }
  if (key) await keyboard.press(key);
}

t.test('Swagger UI', { skip }, async (t) => {
  const browser = await launch(t);

  t.test(
    'the level of each operation and field is a badge with its word, without a click',
    async (t) => {
      const page = await open(t, browser, await start(t));
      for (const { operationId, provenance, summary } of OPERATIONS) {
        const line = operation(page, operationId).locator('.opblock-summary');
        t.equal(await line.locator(`.level-${provenance}`).textContent(), NIVEAUX[provenance]);
        t.equal(await line.locator('.opblock-summary-description').textContent(), summary);
      }
      const fields = page.locator('.json-schema-2020-12-property');
      await fields.nth(50).waitFor();
      t.equal(await fields.locator('.level').count(), await fields.count());
      t.equal(
        await fields.locator('.level-documented').count(),
        1,
        'the text states but one field',
      );
    },
  );

  t.test('an answer tells its level and that of its fields above the example', async (t) => {
    const page = await open(t, browser, await start(t));
    await operation(page, 'getUser').locator('.opblock-summary-control').click();
    const answer = operation(page, 'getUser').locator('tr.response').first();
    await answer.waitFor();
    const described = answer.locator('.response-col_description__inner');
    t.strictSame(await described.locator('.level').allTextContents(), ['documenté', 'déduit']);
    t.match(await described.textContent(), /ses champs/);
    const fields = answer.locator('.fields');
    t.strictSame(await fields.locator('.level').allTextContents(), ['déduit']);
    const example = answer.locator('.highlight-code').first();
    t.ok((await topOf(fields)) < (await topOf(example)));
    const parameter = operation(page, 'getUser').locator('.parameters-col_description');
    t.strictSame(await parameter.locator('.level').allTextContents(), ['documenté', 'déduit']);
  });

  for (const width of WIDTHS) {
    t.test(
      `at ${width} px the operations begin on the first screen, above the refusals`,
      async (t) => {
        const page = await open(t, browser, await start(t), { viewport: { width, height: 800 } });
        const first = await operation(page, 'getIndex').boundingBox();
        t.ok(first && first.y + first.height < 800, `${first?.y} + ${first?.height}`);
        const refusals = page.locator('.refusals');
        t.ok((await topOf(operation(page, 'listPropositions'))) < (await topOf(refusals)));
        t.match(await refusals.textContent(), 'cle_non_associee');
        t.notMatch(await page.locator('.info').textContent(), 'cle_non_associee');
      },
    );
  }

  t.test('French texts are marked as French, the words of Swagger UI are English', async (t) => {
    const page = await open(t, browser, await start(t));
    await operation(page, 'setUserStatut').locator('.opblock-summary-control').click();
    await operation(page, 'setUserStatut').locator('tr.response').first().waitFor();
    const language = (text: string) =>
      page
        .getByText(text)
        .first()
        .evaluate((node) => node.closest('[lang]').lang);
    for (const text of [
      'Ce simulateur imite',
      'le document n’en dit rien',
      'Inscrire ou désinscrire un partenaire',
      'Flux statut',
      'Identifiant unique du partenaire',
      'Le statut après la requête',
      'documenté',
      'Les refus (déduits)',
    ]) {
      t.equal(await language(text), 'fr', text);
    }
    for (const text of [
      'Select a definition',
      'Try it out',
      'Parameters',
      'Responses',
      'Media type',
      'Example Value',
      'Schemas',
      'Authorize',
    ]) {
      t.equal(await language(text), 'en', text);
    }
    await toControlPlane(page);
    t.equal(await page.locator('[lang=fr]:not(.level)').count(), 0, 'the control plane is English');
  });

  t.test('the real service is not offered, nor another logo', async (t) => {
    const page = await open(t, browser, await start(t));
    t.notMatch(await page.locator('body').innerText(), 'faire-simple.gouv.fr');
    t.equal(await page.locator('#servers').count(), 0);
    t.equal(await page.locator('.topbar img').count(), 0);
    t.match(await page.locator('.topbar .link').textContent(), 'faire-simple-mock');
  });

  for (const by of ['mouse', 'keyboard'] as const) {
    t.test(`an operation is opened, executed, cleared and closed by ${by}`, async (t) => {
      const server = await start(t);
      const page = await open(t, browser, server);
      const users = await server.listRecords('users');
      const other = users.find(({ statut }) => statut === 0);
      const shown = operation(page, 'setUserStatut');
      const button = (name: string) => shown.getByRole('button', { name, exact: true });
      await use(shown.locator('.opblock-summary-control'), by);
      await use(button('Try it out'), by);
      await use(button('Execute'), by);
      const answer = shown.locator('.live-responses-table tbody tr').first();
      const registered = new RegExp(`200.*"uid": ${other?.uid},\\s+"statut": 1`, 's');
      t.match(await answer.textContent(), registered);
      await use(button('Clear'), by);
      await answer.waitFor({ state: 'detached' });
      await use(button('Cancel'), by, { tab: 'Shift+Tab' });
      await button('Execute').waitFor({ state: 'detached' });
      await use(shown.locator('.opblock-summary-control'), by, { tab: 'Shift+Tab' });
      await button('Try it out').waitFor({ state: 'detached' });
    });

    t.test(`a token is given and taken back by ${by}`, async (t) => {
      const page = await open(t, browser, await start(t, { controlToken: 'jeton' }));
      await toControlPlane(page);
      const authorize = page.locator('.btn.authorize');
      await use(authorize, by);
      const dialog = page.getByRole('dialog', { name: 'Authorizations' });
      // Enter in the field applies what it holds; a click only goes there.
      await use(dialog.locator('input'), by, { key: '' });
      await page.keyboard.type('jeton');
      await use(dialog.getByRole('button', { name: 'Apply credentials' }), by);
      await use(dialog.getByRole('button', { name: 'Close the authorizations' }), by);
      await tryOut(page, 'readClock');
      t.match(await execute(page, 'readClock'), '200');
      await use(authorize, by, { tab: 'Shift+Tab' });
      await use(dialog.getByRole('button', { name: 'Remove authorization' }), by);
      await use(dialog.getByRole('button', { name: 'Close the authorizations' }), by);
      await use(operation(page, 'readClock').getByRole('button', { name: 'Execute' }), by);
      await operation(page, 'readClock')
        .locator('.live-responses-table', { hasText: '401' })
        .waitFor();
    });

    t.test(`groups, schemas and the theme are switched by ${by}`, async (t) => {
      const page = await open(t, browser, await start(t));
      const group = page.locator('.opblock-tag-section', { has: operation(page, 'getIndex') });
      await use(group.locator('.expand-operation'), by);
      await operation(page, 'getIndex').waitFor({ state: 'detached' });
      await use(page.locator('.opblock-tag-section .expand-operation').first(), by);
      await operation(page, 'getIndex').waitFor();
      const schemas = page.locator('.models-control');
      await use(schemas, by);
      await page.locator('.json-schema-2020-12').first().waitFor({ state: 'detached' });
      await use(schemas, by);
      await page.locator('.json-schema-2020-12').first().waitFor();
      await use(page.getByRole('button', { name: 'Switch to dark mode' }), by);
      await page.getByRole('button', { name: 'Switch to light mode' }).waitFor();
    });
  }

  t.test('a sandbox is chosen from a list, by mouse and by keyboard', async (t) => {
    const server = await start(t);
    const { id } = server.createSandbox();
    const page = await open(t, browser, server);
    await toControlPlane(page);
    for (const keyboard of [false, true]) {
      const name = keyboard ? 'listRules' : 'readClock';
      await tryOut(page, name);
      const choice = operation(page, name).getByLabel('sandbox');
      await choice.locator('option', { hasText: id }).waitFor({ state: 'attached' });
      if (keyboard) {
        await choice.focus();
        await page.keyboard.press('ArrowDown');
      } else await choice.selectOption(id);
      t.match(await execute(page, name), '200');
      t.match(await operation(page, name).locator('.request-url').textContent(), `?sandbox=${id}`);
    }
    await tryOut(page, 'dropSandbox');
    await operation(page, 'dropSandbox').getByLabel('id', { exact: true }).selectOption(id);
    t.match(await execute(page, 'dropSandbox'), '204');
    t.strictSame(server.listSandboxes(), []);
  });

  t.test('the authorizations open and close by the keyboard', async (t) => {
    const page = await open(t, browser, await start(t));
    await press(page, 'Authorize');
    const dialog = page.getByRole('dialog', { name: 'Authorizations' });
    // Its box is that of its parts.
    await dialog.waitFor({ state: 'attached' });
    const focused = () =>
      page.evaluate<string>(
        'document.activeElement.ariaLabel ?? document.activeElement.textContent',
      );
    t.equal(await focused(), 'Close the authorizations');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    t.equal(await focused(), 'Authorize');
  });

  t.test(
    'other applications are authorized once the control plane admits the reader',
    async (t) => {
      const own = { nom: 'La mienne', login: 'moi', mot_de_passe: 'le-mien', cle: 'la-mienne' };
      const fixtures = t.testdir({ 'applications.json': JSON.stringify([own]) });
      const admitted = await open(t, browser, await start(t, { fixtures }));
      await admitted.locator('.btn.authorize.locked').waitFor();
      await tryOut(admitted, 'listThematiques');
      t.match(await execute(admitted, 'listThematiques'), '200');

      const page = await open(t, browser, await start(t, { fixtures, controlToken: 'jeton' }));
      await page.locator('.btn.authorize.unlocked').waitFor();
      await toControlPlane(page);
      await page.getByRole('button', { name: 'Authorize' }).click();
      const dialog = page.getByRole('dialog', { name: 'Authorizations' });
      await dialog.locator('input').fill('jeton');
      await dialog.getByRole('button', { name: 'Apply credentials' }).click();
      await page.keyboard.press('Escape');
      await page.locator('.topbar select').selectOption({ label: 'API faire-simple' });
      await page.locator('.btn.authorize.locked').waitFor();
      await tryOut(page, 'listCampagnes');
      t.match(await execute(page, 'listCampagnes'), '200', 'after');
    },
  );

  const AXE = fs.readFileSync(
    createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
    'utf8',
  );

  /** The number of findings of axe-core by rule. */
  const findings = async (page: Page): Promise<Record<string, number>> => {
    // A colour on its way to another one is neither.
    await page.evaluate('Promise.all(document.getAnimations().map(({ finished }) => finished))');
    await page.evaluate(AXE);
    return page.evaluate(`axe.run(document).then(({ violations }) =>
      Object.fromEntries(violations.map(({ id, nodes }) => [id, nodes.length])))`);
  };

  t.jobs = 2;
  for (const colorScheme of SCHEMES) {
    for (const width of WIDTHS) {
      t.test(
        `axe-core finds only what is Swagger UI's own: ${colorScheme}, ${width} px`,
        { buffered: true },
        async (t) => {
          const server = await start(t);
          server.createSandbox();
          const page = await open(t, browser, server, {
            colorScheme,
            viewport: { width, height: 800 },
            // The test's own script is none of the page's.
            bypassCSP: true,
          });
          const look = async (what: string, own: Record<string, number> = {}) => {
            await page.mouse.move(0, 0);
            t.strictSame(await findings(page), own, what);
            t.equal(await page.evaluate('document.documentElement.scrollWidth'), width, what);
          };
          await look('at first');
          await tryOut(page, 'getUser');
          await execute(page, 'getUser');
          await look('an operation that was executed');
          await tryOut(page, 'setUserStatut');
          await look('an operation with a body');
          await page.getByRole('button', { name: 'Authorize' }).first().click();
          // The levels of its headings, and the names of its buttons "Logout".
          await look('the authorizations', {
            'heading-order': 3,
            'label-content-name-mismatch': 2,
          });
          await page.keyboard.press('Escape');
          await toControlPlane(page);
          await tryOut(page, 'patchRecord');
          await operation(page, 'patchRecord')
            .getByLabel('sandbox')
            .locator('option')
            .nth(1)
            .waitFor({ state: 'attached' });
          await look('an operation of the control plane');
        },
      );
    }
  }
});
