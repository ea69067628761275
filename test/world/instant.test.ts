import http from 'node:http';
import { text } from 'node:stream/consumers';
import t from 'tap';
import type { MockServer, SandboxHandle } from '../../src/index.ts';
import { type Fields, folderOf, record } from '../fixture-helpers.ts';
import { basic, postStatut, start } from '../helpers.ts';

t.setTimeout(120_000);

const COUNT = 4000;
// More than the sockets of both sides hold: the server cannot have read it all before the client does.
const PROFESSION = 'x'.repeat(6000);

/** A server of partners that fill 24 MB. */
function serve(t: Parameters<typeof start>[0]) {
  const user = record('users', { thematiques: [], profession: PROFESSION });
  const users = Array.from({ length: COUNT }, (_, index) => ({ ...user, uid: index + 1 }));
  return start(t, {
    fixtures: folderOf(t, {
      'users.json': JSON.stringify(users),
      'thematiques.json': [record('thematiques')],
    }),
  });
}

/** An answer of which nothing but the beginning has been read. */
function begin(server: MockServer | SandboxHandle, path: string): Promise<http.IncomingMessage> {
  const { login, password, key } = server.application;
  const headers = { authorization: basic(`${login}:${password}`) };
  return new Promise((resolve, reject) => {
    http
      .get(`${server.apiUrl}${path}?key=${key}`, { headers, agent: false }, resolve)
      .on('error', reject);
  });
}

/** A summary of an answer's partners and, if it has them, thématiques. */
async function rest(answer: http.IncomingMessage): Promise<unknown> {
  const json = JSON.parse(await text(answer));
  const users: Fields[] = json.partenaires ?? json;
  const modified = users.filter(({ nom, statut }) => nom !== 'Morvan' || statut !== 1);
  const thematiques: Fields[] = json.thematiques ?? THEMATIQUES;
  return {
    count: users.length,
    modified: modified.map(({ uid }) => uid),
    tids: thematiques.map(({ tid }) => tid),
  };
}

const THEMATIQUES = [1, 2].map((tid) => record('thematiques', { tid }));

type Change = (world: MockServer | SandboxHandle) => unknown;

const CHANGES: [string, Change][] = [
  [
    'partners change',
    (world) => Promise.all([1, 2000, COUNT].map((uid) => postStatut(world, uid, { action: 0 }))),
  ],
  [
    'records are put and deleted',
    (world) => {
      world.putRecord('users', record('users', { uid: COUNT + 1, thematiques: [] }));
      world.deleteRecord('users', COUNT);
      world.deleteRecord('users', 5);
      world.deleteRecord('thematiques', 2);
    },
  ],
  ['the world is reset', (world) => world.reset()],
  ['a snapshot is restored', (world) => world.restoreSnapshot('before')],
  ['the state is replaced', (world) => world.importState({})],
];

const server = await serve(t);
server.saveSnapshot('before');

for (const path of ['/users', '/actualisation']) {
  t.test(`${path} shows the data as they stood when it began`, async (t) => {
    const asBefore = { count: COUNT - 1, modified: [3, COUNT - 1], tids: [1, 2] };
    const prepare = (world: MockServer | SandboxHandle) => {
      for (const uid of asBefore.modified) {
        world.putRecord('users', record('users', { uid, nom: 'Avant', thematiques: [] }));
      }
      world.deleteRecord('users', 4);
      world.putRecord('thematiques', THEMATIQUES[1] as Fields);
    };
    for (const [what, change] of CHANGES) {
      server.restoreSnapshot('before');
      prepare(server);
      const answer = await begin(server, path);
      await change(server);
      t.strictSame(await rest(answer), asBefore, `although ${what}`);
    }
    const sandbox = server.sandbox();
    prepare(sandbox);
    const answer = await begin(sandbox, path);
    await sandbox.close();
    await t.rejects(rest(answer), { message: 'aborted' }, 'it ends with its sandbox');
  });
}
