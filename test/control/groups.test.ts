import t from 'tap';
import { partenaire } from '../../src/index.ts';
import { call, start } from '../helpers.ts';

const ANSWER = { action: 'answer', status: 503 } as const;

t.test('the group of rules adds, lists, replaces, deletes and clears them', async (t) => {
  const server = await start(t);
  const sandbox = server.createSandbox();
  for (const world of [server, sandbox]) {
    const { rules } = world;
    const before = world.listRules().length;
    const rule = rules.add({ operation: 'getIndex', then: ANSWER });
    t.equal((await call(world, '')).status, 503);
    t.equal(rule.acted, 1);
    t.strictSame(rules.list(), world.listRules());
    const unused = rules.add({ operation: 'listUsers', then: ANSWER });
    t.match(rules.unused(), [{ id: unused.id }]);
    t.strictSame(rules.release(unused.id), { released: 0 });
    unused.remove();
    rules.delete(rule.id);
    t.equal((await call(world, '')).status, 200);
    t.match(rules.replace([{ id: 'own', then: ANSWER }]), [{ id: 'own' }]);
    rules.clear();
    t.equal(world.listRules().length, before);
  }
});

t.test('the group of the journal lists, waits, verifies and clears', async (t) => {
  const server = await start(t);
  const sandbox = server.createSandbox();
  for (const world of [server, sandbox]) {
    const { journal } = world;
    await call(world, '/users/1');
    t.strictSame(journal.list(), world.listJournal());
    t.equal(journal.list({ limit: 1 }).length, 1);
    t.equal(journal.exportHar({ limit: 1 }).log.entries.length, 1);
    t.match(journal.unexpected(), [{ operation: 'getUser' }]);
    t.match(await journal.waitFor({ operation: 'getUser' }), { uid: 1 });
    t.equal(journal.verify({ operation: 'getUser', times: 1 }).count, 1);
    t.equal(journal.verify([{ operation: 'getUser' }]).length, 1);
    t.throws(() => journal.verify({ operation: 'getIndex' }), { name: 'VerificationError' });
    await t.rejects(journal.waitFor({}, AbortSignal.abort()), { name: 'VerificationError' });
    t.strictSame(journal.unexpected({ except: [] }), []);
    journal.clear();
    t.strictSame(world.listJournal(), []);
  }
});

t.test('the group of the data reads and changes records', async (t) => {
  const server = await start(t);
  const sandbox = server.createSandbox();
  for (const { world, ...handle } of [server, sandbox].map((each) => ({
    world: each.world,
    diff: () => each.diff(),
    state: () => each.exportState(),
  }))) {
    const before = handle.state();
    const { uid } = world.partners.add({ ville: 'Bastia' });
    t.match(world.partners.get(uid), { uid, ville: 'Bastia' });
    t.match(world.partners.update(uid, { ville: 'Corte' }), { uid, ville: 'Corte' });
    t.match(world.partners.put(partenaire({ uid, statut: 1 })), { uid, statut: 1 });
    t.match(await world.partners.list({ after: uid - 1 }), [{ uid }]);
    t.match(world.diff(), [{ collection: 'users', key: uid, change: 'created' }]);
    world.partners.delete(uid);
    world.propositions.delete(1);
    world.propositions.restore(1);
    t.strictSame(handle.diff(), []);
    t.match(world.thematiques.add({ nom: 'Mer' }), { nom: 'Mer' });
    t.match(world.campagnes.get(1), { id: 1 });
    world.thematiques.delete(1, { cascade: true });
    t.ok(world.diff({ limit: 1 }).length === 1);
    world.reset();
    t.strictSame(world.export(), before);
    world.import({ users: [partenaire({ uid: 3 })] });
    t.strictSame(
      handle.state().users.map(({ uid }) => uid),
      [3],
    );
  }
});
