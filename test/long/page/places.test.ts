import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { runForeign } from '../../command-helpers.ts';
import { call, start } from '../../helpers.ts';
import { launch, open, skip } from './browser.ts';

t.setTimeout(200_000);

/** Runs the first request that the page shows, in a folder of its own. */
async function runs(t: Test, page: Page, cwd: string): Promise<unknown> {
  const line = await page.locator('pre').first().textContent();
  const env = { PATH: `${process.env.PATH}` };
  const { stdout, stderr } = await runForeign(t, 'sh', ['-c', `${line} --silent --show-error`], {
    cwd,
    env,
  });
  t.equal(stderr, '', `${line}`);
  return JSON.parse(stdout);
}

t.test('the first request works as it is shown', { skip }, async (t) => {
  const browser = await launch(t);
  const own = {
    nom: 'La mienne',
    login: 'moi',
    mot_de_passe: "l'été $HOME",
    cle: 'une clé & "$(x)"',
  };
  const fixtures = t.testdir({ 'applications.json': JSON.stringify([own]) });
  const folder = path.join(fixtures, '..', `${path.basename(fixtures)}-cwd`);
  fs.mkdirSync(folder, { recursive: true });
  t.teardown(() => fs.rmSync(folder, { recursive: true }));

  const plain = await open(t, browser, await start(t));
  t.match(await runs(t, plain, folder), { application: { nom: 'Application de démonstration' } });

  const other = await open(t, browser, await start(t, { fixtures }));
  await other.getByRole('button', { name: 'Show the credentials' }).click();
  await other.getByText(own.cle, { exact: true }).waitFor();
  t.match(await runs(t, other, folder), { application: { nom: 'La mienne' } });

  const secure = await start(t, { https: true });
  const page = await open(t, browser, secure, { ignoreHTTPSErrors: true });
  const href = await page.getByRole('link', { name: 'ca.pem' }).getAttribute('href');
  t.equal(href, `${secure.url}/ca.pem`);
  fs.writeFileSync(path.join(folder, 'ca.pem'), await (await fetch(`${href}`)).text());
  t.match(await runs(t, page, folder), { application: { nom: 'Application de démonstration' } });
});

t.test('below the path of a proxy, every view finds the server', { skip }, async (t) => {
  const browser = await launch(t);
  const server = await start(t);
  const { hostname, port } = new URL(server.url);
  const proxy = http.createServer((request, response) => {
    const { method, headers, url = '' } = request;
    if (!url.startsWith('/mock/')) return response.writeHead(404).end();
    const onward = http.request(
      { hostname, port, path: url.slice('/mock'.length), method, headers, agent: false },
      (answer) => {
        response.writeHead(answer.statusCode as number, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/mock`;
  const page = await open(t, browser, { ...server, url }, { view: 'requests' });
  await page.getByText('live', { exact: true }).waitFor();
  await call(server, '/users/7');
  await page.getByRole('button', { name: 'GET /api/users/7' }).waitFor();
  await page.locator('.tabs').getByRole('link', { name: 'Data' }).click();
  await page.getByText('Morvan').waitFor();
  await page.getByRole('link', { name: 'Start' }).click();
  await page.getByText(`${url}/api?key=`).waitFor();
  await page.getByRole('link', { name: 'Swagger UI' }).click();
  await page.locator('[id$="-getUser"]').waitFor();
  t.equal(page.url(), `${url}/docs/`);
});
