import t from 'tap';
import { partenaire } from '../../src/index.ts';
import { folderOf, record, validFiles } from '../fixture-helpers.ts';
import { call, start } from '../helpers.ts';
import { ask } from './helpers.ts';

const RULES = [{ id: 'fixee', seed: 1, delay: { fixed: 0 } }];

t.test('the fixtures of a folder replace the data of a world, and its rules', async (t) => {
  const server = await start(t);
  const sandbox = server.createSandbox();
  await call(sandbox, '/users/1');
  const folder = folderOf(t, validFiles({ 'rules.json': RULES }));
  await sandbox.loadFixtures(folder);
  t.strictSame((await call(sandbox, '/users')).json, [record('users')]);
  t.strictSame(
    (await ask(server, 'GET', `/rules?sandbox=${sandbox.id}`)).json.map(
      ({ id }: { id: string }) => id,
    ),
    ['fixee'],
  );
  t.equal(sandbox.listJournal().length, 1, 'the journal is emptied before the latest request');
  t.not((await call(server, '/users')).json.length, 1, 'the main world is as it was');
  t.equal((await call(server, '/users/1')).status, 200);
});

t.test(
  'without rules.json the rules stay, and without a file its collection is empty',
  async (t) => {
    const server = await start(t);
    const before = server.listRules();
    const { application } = server;
    await server.loadFixtures(folderOf(t, { 'users.json': [partenaire({ uid: 3 })] }));
    t.strictSame(server.listRules(), before);
    t.strictSame(server.application, application);
    const { users, ...others } = server.exportState();
    t.strictSame(users, [partenaire({ uid: 3 })]);
    t.match(others, { thematiques: [], campagnes: [], propositions: [] });
    await server.loadFixtures(folderOf(t, { 'rules.json': [] }));
    t.strictSame([server.exportState().users, server.listRules()], [[], []]);
  },
);

t.test('large files are read as at the start', async (t) => {
  const server = await start(t);
  const users = Array.from({ length: 3000 }, (_, index) => partenaire({ uid: index + 1 }));
  await server.loadFixtures(folderOf(t, { 'users.json': users }));
  t.strictSame(await server.listRecords('users', { limit: 10_000 }), users);
});

t.test(
  'invalid fixtures are refused with the problems of all files, and nothing changes',
  async (t) => {
    const server = await start(t);
    const before = server.exportState();
    const folder = folderOf(t, {
      'users.json': [partenaire({ thematiques: [8] })],
      'thematiques.json': [{}],
      'rules.json': [{ id: 1 }],
    });
    await t.rejects(server.loadFixtures(folder), {
      name: 'FixtureError',
      message: /(?=.*users\.json:)(?=.*thematiques\.json:).*rules\.json:/s,
    });
    await t.rejects(server.loadFixtures(`${folder}/none`), {
      message: /^Cannot read the fixtures .*\/none: it does not exist\./,
    });
    await t.rejects(server.loadFixtures(1 as never), { kind: 'invalid', message: /found 1/ });
    t.strictSame(server.exportState(), before);
  },
);

t.test('a world that has ended takes none', async (t) => {
  const server = await start(t);
  const sandbox = server.createSandbox();
  const loading = sandbox.loadFixtures(folderOf(t, validFiles()));
  await sandbox.close();
  await t.rejects(loading, { kind: 'unknown', message: /dropped/ });
});

t.test('no request can have the server read its own files', async (t) => {
  const server = await start(t);
  const { operations } = (await ask(server, 'GET', '')).json;
  t.notOk(
    operations.some(({ operationId }: { operationId: string }) => /fixture/i.test(operationId)),
  );
});
