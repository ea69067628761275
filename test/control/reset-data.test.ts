import t from 'tap';
import { call, postStatut, start } from '../helpers.ts';
import { ask } from './helpers.ts';

for (const over of ['in-process', 'over HTTP']) {
  t.test(`the data alone are reset: ${over}`, async (t) => {
    const server = await start(t);
    const sandbox = server.createSandbox({
      state: { users: [{ uid: 9, statut: 1, date_creation: '2014-01-01T00:00:00Z' }] },
      now: '2014-01-01T00:00:00Z',
    });
    for (const world of [server, sandbox]) {
      const uid = world === server ? 1 : 9;
      world.clock.freeze('2016-03-14T09:26:53Z');
      world.addRule({ id: 'own', operation: 'getIndex', delay: 1 });
      const key = world.rotateKey(world.application.login);
      await postStatut(world, uid, { action: 0 });
      world.putRecord('users', { ...world.getRecord('users', uid), uid: 7777 });
      const kept = () => [
        world.clock.read(),
        world.listRules(),
        world.listJournal(),
        world.application,
      ];
      const before = kept();
      const query = world === server ? '' : `?sandbox=${sandbox.id}`;
      if (over === 'in-process') world.resetData();
      else t.equal((await ask(server, 'POST', `/reset-data${query}`)).status, 204);
      t.strictSame(world.diff(), []);
      t.strictSame(kept(), before);
      t.equal(world.application.key, key.key);
      t.match((await call(world, `/users/${uid}`)).json, { statut: 1 });
    }
  });
}

t.test('a request that began before changes nothing; its entry stays', async (t) => {
  const server = await start(t);
  server.addRule({ id: 'slow', operation: 'setUserStatut', delay: { fixed: 60_000 } });
  const late = postStatut(server, 1, { action: 0 });
  while (server.listJournal({ state: 'running' }).length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  server.resetData();
  await t.rejects(late);
  // The client sees the end of the connection before the server does.
  await server.waitForRequest({ operation: 'setUserStatut' });
  t.match(server.listJournal(), [{ operation: 'setUserStatut', state: 'aborted' }]);
  t.strictSame(server.diff(), []);
});
