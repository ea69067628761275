import type { Logger } from 'pino';
import t from 'tap';
import { DEFAULT_FIXTURES, loadFixtures } from '../../src/fixtures/load.ts';
import { openInMemory } from '../../src/store/database.ts';
import { Store } from '../../src/store/store.ts';
import { systemClock } from '../../src/world/clock.ts';
import { Worlds } from '../../src/world/worlds.ts';
import { serve, worldsWith } from '../helpers.ts';
import { ask, THEMATIQUE } from './helpers.ts';

const control = { token: undefined, bodyLimit: 1024 * 1024 };

t.test('a storage that is full is told as such, and what can be read is still read', async (t) => {
  const db = openInMemory();
  const store = new Store(db);
  store.seed(loadFixtures(DEFAULT_FIXTURES));
  t.teardown(() => store.close());
  const server = await serve(t, new Worlds(store, systemClock), { control });
  db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`);

  const body = { ...THEMATIQUE, nom: 'x'.repeat(500_000) };
  const { status, headers, json, text } = await ask(server, 'PUT', '/records/thematiques/4321', {
    body,
  });
  t.equal(status, 507);
  t.equal(headers.get('content-type'), 'application/problem+json; charset=utf-8');
  t.match(json, {
    code: 'storage_failed',
    detail: 'The database: the disk is full: free some space, or give a file on another disk.',
  });
  t.notMatch(text, /SQLITE|\.ts:|stack/);
  t.equal((await ask(server, 'GET', '/records/thematiques/4321')).status, 404);
  t.equal((await ask(server, 'GET', '/records/thematiques/1')).status, 200);
});

t.test('an internal error is told as one, and logged with its cause', async (t) => {
  const worlds = worldsWith(t, {
    reset() {
      throw new TypeError('a secret of ours');
    },
  });
  const logged: unknown[] = [];
  const logger = { error: (what: unknown) => logged.push(what) } as unknown as Logger;
  const server = await serve(t, worlds, { control, logger });
  const { status, headers, json, text } = await ask(server, 'POST', '/reset');
  t.equal(status, 500);
  t.match(logged, [{ err: { message: 'a secret of ours' } }]);
  t.equal(headers.get('content-type'), 'application/problem+json; charset=utf-8');
  t.match(json, { code: 'internal_error', detail: 'The control plane failed.' });
  t.notMatch(text, /secret|\.ts:|stack/);
  t.equal((await ask(server, 'GET', '/clock')).status, 200, 'it goes on');
});
