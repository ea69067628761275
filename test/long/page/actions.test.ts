import fs from 'node:fs';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import type { MockServer } from '../../../src/index.ts';
import { call, postStatut, start } from '../../helpers.ts';
import { launch, open, press, skip, until } from './browser.ts';

t.setTimeout(300_000);

/** An action of a person: what to do with a button of this name, and what then holds. */
interface Action {
  readonly view: string;
  readonly says: string;
  /** The buttons, in turn. */
  readonly buttons: readonly string[];
  prepare?(server: MockServer): unknown;
  holds(t: Test, server: MockServer, page: Page): unknown;
}

/** The text of the first request's row, as its button has it. */
const ROW = 'GET /api/users/7';

const clipboard = (page: Page) => page.evaluate<string>('navigator.clipboard.readText()');

const ACTIONS: readonly Action[] = [
  {
    view: 'start',
    says: 'the copy of a first request',
    buttons: ['Copy the line'],
    async holds(t, server, page) {
      await page.getByText('Copied.').waitFor();
      const { key } = server.application;
      t.equal(await clipboard(page), `curl -u demo:demo '${server.apiUrl}?key=${key}'`);
    },
  },
  {
    view: 'requests',
    says: 'the copy of a request as curl',
    buttons: [ROW, 'Copy as curl'],
    prepare: (server) => call(server, '/users/7'),
    async holds(t, _server, page) {
      await page.getByText('Copied.').waitFor();
      t.match(await clipboard(page), /^curl --user "\$FAIRE_SIMPLE_LOGIN:.*"\$FAIRE_SIMPLE_KEY"$/);
    },
  },
  {
    view: 'requests',
    says: 'a fault for the next such request',
    buttons: [ROW, 'Broken JSON'],
    prepare: (server) => call(server, '/users/7'),
    async holds(t, server, page) {
      await page.getByText('Broken JSON: 3 times').waitFor();
      t.equal((await call(server, '/users/8')).json.uid, 8);
      t.equal((await call(server, '/users/7')).json, undefined);
    },
  },
  {
    view: 'data',
    says: 'the deletion of a record',
    buttons: ['Open propositions/1', 'Delete'],
    prepare: (server) => server.patchRecord('propositions', 1, { merge: { votes_pour: 1 } }),
    async holds(t, server, page) {
      await page.getByText('deleted', { exact: true }).waitFor();
      t.match(server.diff(), [{ collection: 'propositions', key: 1, change: 'deleted' }]);
    },
  },
  {
    view: 'worlds',
    says: 'freezing the clock',
    buttons: ['Freeze'],
    prepare: (server) => server.setClock('2016-03-14T09:26:53Z'),
    async holds(t, server, page) {
      await page.getByText('The clock is frozen.').waitFor();
      t.match(server.readClock(), { mode: 'frozen', now: /^2016-03-14T09:26:/ });
    },
  },
  {
    view: 'worlds',
    says: 'setting the clock',
    buttons: ['Set'],
    async holds(t, server, page) {
      await page.getByText('The clock is set.').waitFor();
      t.match(server.readClock(), { mode: 'shifted' });
    },
  },
  {
    view: 'worlds',
    says: 'the deletion of a snapshot',
    buttons: ['Delete mine'],
    prepare: (server) => server.saveSnapshot('mine'),
    async holds(t, server, page) {
      await page.getByText('Deleted.').waitFor();
      t.strictSame(server.listSnapshots(), []);
    },
  },
  {
    view: 'faults',
    says: 'a usual fault',
    buttons: ['Answer 503'],
    async holds(t, server, page) {
      await page.getByText('Answer 503: 3 times').waitFor();
      t.equal((await call(server, '/users/7')).status, 503);
      await page.getByText('Matched 1 time, acted 1 time.').first().waitFor();
    },
  },
  {
    view: 'faults',
    says: 'the release of held requests',
    buttons: ['Release held'],
    async prepare(server) {
      server.addRule({ id: 'held', operation: 'getUser', then: { action: 'hold' } });
      call(server, '/users/7').catch(() => {});
      await server.waitForRequest({ operation: 'getUser', state: 'running' });
    },
    async holds(t, server) {
      t.equal((await server.waitForRequest({ operation: 'getUser' })).status, 200);
    },
  },
  {
    view: 'faults',
    says: 'the deletion of a rule',
    buttons: ['Delete uid-9503'],
    async holds(t, server, page) {
      await page.getByText('Deleted.').waitFor();
      t.notOk(server.listRules().some(({ id }) => id === 'uid-9503'));
    },
  },
  {
    view: 'worlds',
    says: 'the reset, after a question',
    buttons: ['Reset the world', 'Reset'],
    prepare: (server) => server.deleteRecord('propositions', 1),
    async holds(t, server, page) {
      await page.getByText('The world is as at the start.').waitFor();
      t.strictSame(server.diff(), []);
    },
  },
  {
    view: 'worlds',
    says: 'the advance of the clock',
    buttons: ['+ 1 day'],
    prepare: (server) => server.freezeClock('2016-03-14T09:26:53Z'),
    async holds(t, server, page) {
      await page.getByText('2016-03-15 09:26:53 UTC').waitFor();
      t.equal(server.readClock().now, '2016-03-15T09:26:53Z');
    },
  },
  {
    view: 'worlds',
    says: 'the machine’s time',
    buttons: ['Machine’s time'],
    prepare: (server) => server.freezeClock('2016-03-14T09:26:53Z'),
    async holds(t, server, page) {
      await page.getByText('The clock shows the machine’s time.').waitFor();
      t.equal(server.readClock().mode, 'real');
    },
  },
  {
    view: 'worlds',
    says: 'a new sandbox',
    buttons: ['Create a sandbox'],
    async holds(t, server, page) {
      await page.getByText('The sandbox is created.').waitFor();
      t.equal(server.listSandboxes().length, 1);
    },
  },
  {
    view: 'worlds',
    says: 'the restoring of a snapshot',
    buttons: ['Restore mine'],
    async prepare(server) {
      server.saveSnapshot('mine');
      await postStatut(server, 7, { action: 1 });
    },
    async holds(t, server, page) {
      await page.getByText('The snapshot is restored.').waitFor();
      t.strictSame(server.diff(), []);
    },
  },
  {
    view: 'data',
    says: 'the undoing of a change',
    buttons: ['Undo users/7'],
    prepare: (server) => postStatut(server, 7, { action: 1 }),
    async holds(t, server, page) {
      await page.getByText('As at the start: users/7').waitFor();
      t.strictSame(server.diff(), []);
    },
  },
  {
    view: 'requests',
    says: 'the emptying of the journal, after a question',
    buttons: ['Clear', 'Clear'],
    prepare: (server) => call(server, '/users/7'),
    async holds(t, server, page) {
      await page.getByText('No request has come yet.').waitFor();
      t.strictSame(server.listJournal(), []);
    },
  },
];

t.test('the page', { skip }, async (t) => {
  const browser = await launch(t);

  for (const { view, says, buttons, prepare, holds } of ACTIONS) {
    for (const hand of ['mouse', 'keyboard'] as const) {
      t.test(`${says}, by ${hand}`, async (t) => {
        const server = await start(t);
        await prepare?.(server);
        const page = await open(t, browser, server, {
          view,
          permissions: ['clipboard-read', 'clipboard-write'],
        });
        for (const [index, name] of buttons.entries()) {
          const last = page.getByRole('button', { name, exact: name !== ROW }).last();
          await last.waitFor();
          if (hand === 'mouse') await last.click();
          else {
            if (index > 0) await page.locator('dialog[open]').waitFor();
            await press(page, name);
          }
        }
        await holds(t, server, page);
      });
    }
  }

  t.test('requests appear as they arrive, running ones too, and each opens', async (t) => {
    const server = await start(t);
    const page = await open(t, browser, server, { view: 'requests' });
    await page.getByText('live', { exact: true }).waitFor();
    server.addRule({ id: 'held', match: { uid: 8 }, then: { action: 'hold' } });
    const held = call(server, '/users/8');
    const row = page.getByRole('button', { name: 'GET /api/users/8' });
    await row.getByText('running').waitFor();
    await row.click();
    await page.getByText('Not answered yet.').waitFor();
    server.releaseRule('held');
    await held;
    await page.locator('dialog pre', { hasText: '"uid": 8' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    await row.getByText('200').waitFor();
    t.match(
      await page.evaluate('document.activeElement.textContent'),
      '/api/users/8',
      'the focus is back',
    );
  });

  t.test('a snapshot is saved by its name', async (t) => {
    const server = await start(t);
    const page = await open(t, browser, server, { view: 'worlds' });
    const name = page.getByLabel('Name of a new snapshot');
    await name.fill('a/b');
    await page.keyboard.press('Enter');
    t.equal(
      await page.locator('input:invalid').count(),
      1,
      'the browser tells which names there are',
    );
    await name.fill('mine.1');
    await page.keyboard.press('Enter');
    await page.getByText('The snapshot is saved.').waitFor();
    t.match(server.listSnapshots(), [{ name: 'mine.1' }]);
  });

  t.test('without a clipboard, the text is there to be copied by hand', async (t) => {
    const server = await start(t);
    const page = await open(t, browser, server);
    await page.evaluate('delete Navigator.prototype.clipboard');
    await page.getByRole('button', { name: 'Copy the line' }).click();
    await page.getByLabel('Copy this text:').waitFor();
    t.match(
      await page.evaluate('getSelection().toString() || document.activeElement.value'),
      /^curl /,
    );
  });

  t.test('a server that was away is found again', async (t) => {
    const server = await start(t);
    const { port } = new URL(server.url);
    const page = await open(t, browser, server, { view: 'requests' });
    await page.getByText('live', { exact: true }).waitFor();
    await server.close();
    await page.getByText('not connected').waitFor();
    const again = await start(t, { port: Number(port) });
    await page.getByText('live', { exact: true }).waitFor();
    await call(again, '/users/7');
    await page.getByRole('button', { name: ROW }).waitFor();
  });

  t.test('the arrow keys go from request to request', async (t) => {
    const server = await start(t);
    for (const uid of [1, 2, 3]) await call(server, `/users/${uid}`);
    const page = await open(t, browser, server, { view: 'requests' });
    const rows = page.locator('.entry');
    await rows.first().waitFor();
    await rows.first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'GET /api/users/1' }).waitFor();
  });

  t.test('requests are filtered by operation, status and text, and saved as HAR', async (t) => {
    const server = await start(t);
    await call(server, '/users/7');
    await call(server, '/users/9503');
    await call(server, '/users', { user: 'demo:wrong' });
    const page = await open(t, browser, server, { view: 'requests' });
    const paths = () => page.locator('.entry-path').allTextContents();
    const settled = async (...expected: string[]) => {
      await until(async () => (await paths()).join() === expected.join());
      t.strictSame(await paths(), expected);
    };
    await settled('GET /api/users', 'GET /api/users/9503', 'GET /api/users/7');
    await page.getByLabel('Operation').selectOption('getUser');
    await settled('GET /api/users/9503', 'GET /api/users/7');
    await page.getByLabel('Status').selectOption('5xx');
    await settled('GET /api/users/9503');
    await call(server, '/users/8');
    await call(server, '/users/9503?again');
    await settled('GET /api/users/9503', 'GET /api/users/9503');
    await page.getByLabel('Status').selectOption('all');
    await page.getByLabel('Search').fill('schoenlaub');
    await settled('GET /api/users/7');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as HAR' }).click(),
    ]);
    t.equal(download.suggestedFilename(), 'faire-simple.har');
    const { log } = JSON.parse(fs.readFileSync(await download.path(), 'utf8'));
    t.equal(log.entries.length, 4, 'those of the operation');
  });

  t.test('of the running requests, those that end are gone', async (t) => {
    const server = await start(t);
    server.addRule({ id: 'held', operation: 'getUser', then: { action: 'hold' } });
    const page = await open(t, browser, server, { view: 'requests' });
    await page.getByLabel('Status').selectOption('running');
    const held = call(server, '/users/7');
    await page.getByRole('button', { name: ROW }).waitFor();
    server.releaseRule('held');
    await held;
    await page.getByText('No request matches.').waitFor();
  });

  t.test('a record is found, changed and put back', async (t) => {
    const server = await start(t);
    const page = await open(t, browser, server, { view: 'data' });
    await page.getByText('The data are those of the start.').waitFor();
    await page.getByLabel('Search').fill('schoenlaub');
    await page.getByRole('button', { name: '7 M. · Schoenlaub' }).click();
    const json = page.getByLabel('The record, in JSON');
    const text = await json.inputValue();
    await json.fill(text.replace('"Schoenlaub"', '5'));
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('/nom found 5; expected a string').waitFor();
    await json.fill('{"nom":');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/JSON/).last().waitFor();
    await json.fill(
      text
        .replace('"Schoenlaub"', '"Le Goff"')
        .replace(/"date_desinscription": ".*"/, '"date_desinscription": null, "bonus": [1]'),
    );
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('modified', { exact: true }).waitFor();
    t.match(server.getRecord('users', 7), {
      nom: 'Le Goff',
      bonus: [1],
      date_desinscription: null,
    });
    t.strictSame(
      server.diff().map(({ key, fields }) => [key, Object.keys(fields).sort()]),
      [[7, ['bonus', 'date_desinscription', 'nom']]],
      'only these members were sent',
    );
    await page.getByRole('button', { name: 'Open users/7' }).click();
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.getByText('The data are those of the start.').waitFor();
    t.strictSame(server.diff(), []);
  });

  t.test('a sandbox is a world of its own in every view', async (t) => {
    const server = await start(t);
    const sandbox = server.createSandbox();
    await call(server, '/users/1');
    await call({ ...server, application: sandbox.application }, '/users/2');
    sandbox.deleteRecord('propositions', 1);
    const page = await open(t, browser, server, { view: 'requests' });
    await page.getByRole('button', { name: 'GET /api/users/1' }).waitFor();
    await page.getByLabel('World').selectOption(sandbox.id);
    await page.getByRole('button', { name: 'GET /api/users/2' }).waitFor();
    t.equal(await page.getByRole('button', { name: 'GET /api/users/1' }).count(), 0);
    await page.locator('.tabs').getByRole('link', { name: 'Data' }).click();
    await page.getByText('propositions/1').waitFor();
    await page.locator('.tabs').getByRole('link', { name: 'Faults' }).click();
    await page.getByRole('button', { name: 'Answer 500' }).click();
    await page.getByText('Answer 500: 3 times').waitFor();
    t.equal((await call(server, '/users/1')).status, 200);
    t.equal((await call({ ...server, application: sandbox.application }, '/users/2')).status, 500);
    await page.getByRole('link', { name: 'Clock and worlds' }).click();
    await page.getByRole('button', { name: `Drop ${sandbox.id}` }).click();
    await page.getByText('There is no sandbox.').waitFor();
  });

  t.test('the token is asked for once, and nothing keeps it', async (t) => {
    const server = await start(t, { controlToken: 'sésame €' });
    await call(server, '/users/7');
    const page = await open(t, browser, server, { view: 'requests' });
    const input = page.getByLabel('Token', { exact: true });
    await input.fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('This is not the token.').waitFor();
    await input.fill('sésame €');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'GET /api/users/7' }).waitFor();
    await call(server, '/users/8');
    await page.getByRole('button', { name: 'GET /api/users/8' }).waitFor();
    for (const view of ['Data', 'Faults', 'Clock and worlds']) {
      await page.locator('.tabs').getByRole('link', { name: view }).click();
      await page.locator('.card').first().waitFor();
    }
    t.equal(await page.locator('dialog').count(), 0);
    const kept = await page.evaluate(
      '[localStorage.length, sessionStorage.length, document.cookie, location.href]',
    );
    t.match(kept, [0, 0, '', /^((?!sésame|s%C3%A9same).)*$/]);
    await page.reload();
    await input.waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('The control plane does not admit this page.').waitFor();
  });

  t.test(
    'credentials of other fixtures are shown once the control plane admits the page',
    async (t) => {
      const own = { nom: 'La mienne', login: 'moi', mot_de_passe: "l'été", cle: 'une clé' };
      const fixtures = t.testdir({ 'applications.json': JSON.stringify([own]) });
      const server = await start(t, { fixtures, controlToken: 'sesame' });
      const page = await open(t, browser, server);
      t.notMatch(await page.content(), 'une clé');
      await page.getByRole('button', { name: 'Show the credentials' }).click();
      await page.getByLabel('Token', { exact: true }).fill('sesame');
      await page.keyboard.press('Enter');
      await page.getByText('une clé', { exact: true }).waitFor();
      t.match(
        await page.locator('pre').textContent(),
        `-u 'moi:l'\\''été' '${server.apiUrl}?key=une%20cl%C3%A9'`,
      );
    },
  );

  t.test(
    'without the control plane and the documentation, the page has what is left',
    async (t) => {
      const server = await start(t, { control: false, docs: false });
      const page = await open(t, browser, server, { view: 'requests' });
      await page.getByRole('heading', { name: 'A first request' }).waitFor();
      t.equal(await page.getByRole('navigation').count(), 0);
      t.equal(await page.getByRole('link', { name: 'Swagger UI' }).count(), 0);
    },
  );

  t.test('it is in the language of the browser, until another is chosen', async (t) => {
    const server = await start(t);
    const page = await open(t, browser, server, { locale: 'fr-FR', view: 'faults' });
    await page.getByRole('heading', { name: 'Pannes', exact: true }).waitFor();
    t.equal(await page.getAttribute('html', 'lang'), 'fr');
    await page.getByRole('button', { name: 'English' }).press('Enter');
    await page.getByRole('heading', { name: 'Faults', exact: true }).waitFor();
    t.equal(await page.getAttribute('html', 'lang'), 'en');
    t.equal(await page.evaluate('document.activeElement.textContent'), 'Français');
  });

  t.test('a hidden tab has no stream; shown again, it has what it missed', async (t) => {
    const server = await start(t);
    const page = await open(t, browser, server, { view: 'requests' });
    await page.getByText('live', { exact: true }).waitFor();
    const hide = (hidden: boolean) =>
      page.evaluate(
        `Object.defineProperty(document, 'hidden', { configurable: true, value: ${hidden} });
        document.dispatchEvent(new Event('visibilitychange'));`,
      );
    await hide(true);
    await page.getByText('not connected').waitFor();
    await call(server, '/users/7');
    await hide(false);
    await page.getByRole('button', { name: 'GET /api/users/7' }).waitFor();
  });

  t.test('markup in a request stays a text', async (t) => {
    const server = await start(t);
    const markup = '<img src=x onerror="document.title=1"><script>document.title=1</script>';
    server.addRule({ id: markup, times: 1, then: { action: 'answer', status: 500, body: markup } });
    await call(server, `/users/7?${encodeURIComponent(markup)}=${encodeURIComponent(markup)}`, {
      headers: { 'x-markup': markup },
    });
    await postStatut(server, 7, markup);
    server.patchRecord('users', 1, { merge: { nom: markup, [markup]: markup } });
    const page = await open(t, browser, server, { view: 'requests' });
    for (const name of ['POST', 'GET']) {
      await page.getByRole('button', { name }).first().click();
      await page.locator('dialog').getByText('onerror').first().waitFor();
      await page.keyboard.press('Escape');
    }
    for (const view of ['Data', 'Faults']) {
      await page.locator('.tabs').getByRole('link', { name: view }).click();
      await page.getByText('onerror').first().waitFor();
    }
    t.equal(await page.locator('img, main script').count(), 0);
    t.match(await page.title(), 'Faults');
  });
});
