import t from 'tap';
import { REAL_URL } from '../../src/contract/operations.ts';
import { start, type Target } from '../helpers.ts';

const SCRIPT = '/docs/static/swagger-initializer.js';

async function textOf({ url }: Target, path: string): Promise<string> {
  return (await fetch(`${url}${path}`)).text();
}

t.test('the page has a viewport, and no script of its own text', async (t) => {
  const page = await textOf(await start(t), '/docs/');
  t.match(page, '<meta name="viewport" content="width=device-width, initial-scale=1">');
  const scripts = [...page.matchAll(/<script([^>]*)>([^<]*)</g)];
  t.ok(scripts.length > 5);
  for (const [, attributes, text] of scripts) {
    t.match(attributes, / src="\.\/static\//);
    t.equal(text?.trim(), '');
  }
});

t.test('it has no logo of a framework', async (t) => {
  t.notMatch(await textOf(await start(t), SCRIPT), 'data:image');
});

t.test('it has the public credentials of the packaged demo application', async (t) => {
  const script = await textOf(await start(t), SCRIPT);
  t.match(
    script,
    '"demo":{"login":"demo","password":"demo","key":"6bb16ea35b02a9cbeec697d2e81bfd7d"}',
  );
});

for (const [what, change] of Object.entries({
  'another application': { login: 'moi', mot_de_passe: 'le-mien', cle: 'la-mienne' },
  'the demo application with another password': { mot_de_passe: 'le-mien' },
  'the demo application with another key': { cle: 'la-mienne' },
})) {
  t.test(`it has no credentials of ${what}`, async (t) => {
    const demo = { nom: 'Une', login: 'demo', mot_de_passe: 'demo' };
    const application = { ...demo, cle: '6bb16ea35b02a9cbeec697d2e81bfd7d', ...change };
    const fixtures = t.testdir({ 'applications.json': JSON.stringify([application]) });
    const script = await textOf(await start(t, { fixtures }), SCRIPT);
    t.match(script, '"demo":null');
    t.notMatch(script, /le-mien|la-mienne|6bb16ea/);
  });
}

for (const [control, base] of [
  [true, '"../_mock"'],
  [false, 'null'],
] as const) {
  t.test(`it knows the control plane ${control ? 'where there is one' : 'nowhere'}`, async (t) => {
    t.match(await textOf(await start(t, { control }), SCRIPT), `"control":${base}`);
  });
}

t.test('its document offers this server only, and has the table of refusals apart', async (t) => {
  const server = await start(t);
  const [published, shown] = (
    await Promise.all(['', '?page'].map((query) => textOf(server, `/openapi.json${query}`)))
  ).map((text) => JSON.parse(text)) as [Shown, Shown];
  t.strictSame(
    published.servers.map(({ url }) => url),
    [`${server.url}/api`, REAL_URL],
  );
  t.strictSame(
    shown.servers.map(({ url }) => url),
    ['/api'],
  );
  t.notMatch(shown.info.description, '| statut |');
  t.match(shown['x-page'].refusals, /^### Refus\n/);
  t.ok(published.info.description.endsWith(shown['x-page'].refusals.slice(1)));
  t.notOk('x-page' in published);
  t.strictSame(shown.paths, published.paths);
});

interface Shown {
  readonly servers: readonly { readonly url: string }[];
  readonly info: { readonly description: string };
  readonly paths: object;
  readonly 'x-page': { readonly refusals: string };
}
