import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { type MockServer, type Reload, type StartOptions, startServer } from '../../src/index.ts';
import { folderOf, record, validFiles } from '../fixture-helpers.ts';
import { basic, call, postStatut, start } from '../helpers.ts';

t.setTimeout(120_000);

/** The application of the packaged fixtures, of public credentials. */
const DEMO = {
  nom: 'Application de démonstration',
  login: 'demo',
  mot_de_passe: 'demo',
  cle: '6bb16ea35b02a9cbeec697d2e81bfd7d',
};

const APPLICATION = { nom: 'Une', login: 'une', mot_de_passe: 'secret-une', cle: 'cle-une' };

const user = (uid: number, nom: string) => record('users', { uid, nom });

/** Fixtures of one partner with this name. */
const filesOf = (nom: string) =>
  validFiles({ 'users.json': [user(1, nom)], 'applications.json': [APPLICATION] });

/** A server that watches a folder; what it reloads; and a change of the folder that waits for a reload. */
async function watch(t: Test, options: StartOptions = {}) {
  const folder = folderOf(t, filesOf('Un'));
  const server = await start(t, { fixtures: folder, watch: true, ...options });
  const reloads: Reload[] = [];
  const reloaded = () => {
    const { promise, resolve } = Promise.withResolvers<Reload>();
    const stop = server.onReload((reload) => {
      stop();
      resolve(reload);
    });
    return promise;
  };
  server.onReload((reload) => reloads.push(reload));
  const change = async (action: () => void) => {
    const done = reloaded();
    action();
    return done;
  };
  const save = (name: string, value: unknown) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    fs.writeFileSync(path.join(folder, name), text);
  };
  return { folder, server, reloads, change, save };
}

const nomOf = async (server: MockServer) => (await call(server, '/users/1')).json?.nom;

t.test('a saved file is served, without a restart', async (t) => {
  const { server, change, save } = await watch(t);
  t.equal(await nomOf(server), 'Un');
  const reload = await change(() => save('users.json', [user(1, 'Deux'), user(2, 'Trois')]));
  t.strictSame(reload, {
    error: undefined,
    counts: { users: 2, thematiques: 1, campagnes: 1, propositions: 1 },
    notices: [],
  });
  t.equal(await nomOf(server), 'Deux');
  t.match((await call(server, '/users')).json, [{ nom: 'Deux' }, { nom: 'Trois' }]);
  await change(() => save('users.json', [user(1, 'Quatre')]));
  t.equal(await nomOf(server), 'Quatre');
});

t.test(
  'a file may be added, removed, renamed over, or replaced by one of the same size',
  async (t) => {
    const { folder, server, change, save } = await watch(t);
    const place = (name: string) => path.join(folder, name);
    await change(() => save('rules.json', [{ id: 'drop', then: { action: 'drop' } }]));
    t.match(server.listRules(), [{ id: 'drop' }]);
    await change(() => fs.rmSync(place('rules.json')));
    t.strictSame(server.listRules(), []);
    // As many editors save: another file takes the name.
    fs.writeFileSync(place('users.json~'), JSON.stringify([user(1, 'Renommé')]));
    await change(() => fs.renameSync(place('users.json~'), place('users.json')));
    t.equal(await nomOf(server), 'Renommé');
    await change(() => {
      const { atime, mtime } = fs.statSync(place('users.json'));
      save('users.json', JSON.stringify([user(1, 'Renommâ')]));
      fs.utimesSync(place('users.json'), atime, mtime);
    });
    t.equal(await nomOf(server), 'Renommâ');
    // As version control does with a whole folder, and Kubernetes with a link.
    const other = folderOf(t, filesOf('Ailleurs'));
    await change(() => {
      fs.rmSync(folder, { recursive: true });
      fs.cpSync(other, folder, { recursive: true });
    });
    t.equal(await nomOf(server), 'Ailleurs');
  },
);

t.test('invalid files are reported once, and the last valid data stay', async (t) => {
  const { folder, server, reloads, change, save } = await watch(t);
  await postStatut(server, 1, { action: 0 });
  server.saveSnapshot('avant');
  const sandbox = server.createSandbox();
  const { error } = await change(() => save('users.json', [user(1, 'Faux'), { uid: 'x' }]));
  t.match(error, { name: 'FixtureError' });
  t.match(error?.message, `${folder}${path.sep}users.json:1:`);
  t.match(await call(server, '/users/1'), { status: 200, json: { nom: 'Un', statut: 0 } });
  t.match(server.listSnapshots(), [{ name: 'avant' }]);
  t.equal((await call(sandbox, '/users/1')).status, 200);
  const { error: none } = await change(() => fs.rmSync(folder, { recursive: true }));
  t.match(none, { message: `Cannot read the fixtures ${folder}: it does not exist.` });
  t.equal(await nomOf(server), 'Un');
  await change(() => fs.cpSync(folderOf(t, filesOf('Bon')), folder, { recursive: true }));
  t.equal(await nomOf(server), 'Bon');
  t.strictSame(
    reloads.map(({ error }) => error !== undefined),
    [true, true, false],
  );
});

t.test('notices tell what is missing in the fixtures that are served', async (t) => {
  const { folder, server, change, save } = await watch(t);
  const { notices } = await change(() => {
    save('propositions.json', '[]');
    fs.rmSync(path.join(folder, 'campagnes.json'));
  });
  t.strictSame(notices, ['campagnes.json is missing: the collection campagnes is empty']);
  t.strictSame((await call(server, '/campagnes')).json, []);
});

t.test('without a listener, problems are printed on stderr', async (t) => {
  const folder = folderOf(t, filesOf('Un'));
  const printed = Promise.withResolvers<unknown>();
  t.capture(console, 'error', (line: unknown) => printed.resolve(line));
  await start(t, { fixtures: folder, watch: true });
  fs.writeFileSync(path.join(folder, 'rules.json'), '[7]');
  t.match(
    await printed.promise,
    /^The changed fixtures are refused, and the former ones still served\. 1 problem in the fixtures .*:\n.*rules\.json:1:2/,
  );
});

t.test(
  'a reload begins an epoch: applications, journal, waits, snapshots, sandboxes',
  async (t) => {
    const { server, change, save } = await watch(t);
    server.saveSnapshot('avant');
    const sandbox = server.createSandbox();
    await call(server, '/users/1');
    const pending = [server, sandbox].map((world) =>
      world.waitForRequest({ uid: 77, timeout: 60_000 }),
    );
    const refused = Promise.allSettled(pending);
    const application = { ...APPLICATION, login: 'autre', cle: 'cle-autre' };
    const before = server.application;
    await change(() => save('applications.json', [application]));
    t.match(await refused, [
      {
        reason: {
          kind: 'reset',
          message: 'The fixtures were reloaded while this request was waited for.',
        },
      },
      {
        reason: {
          kind: 'unknown',
          message: /^The fixtures were reloaded, which ended this sandbox/,
        },
      },
    ]);
    t.strictSame(server.listJournal(), []);
    t.match(server.application, { login: 'autre', key: 'cle-autre' });
    t.match(server.environment, { FAIRE_SIMPLE_LOGIN: 'autre', FAIRE_SIMPLE_KEY: 'cle-autre' });
    t.equal((await call(server, '/users/1')).status, 200);
    const old = { ...server, apiUrl: server.apiUrl, application: before };
    t.match(await call(old, '/users/1'), { status: 401, json: { code: 'identifiants_invalides' } });
    t.equal((await call(sandbox, '/users/1')).status, 401);
    const [, , { refusal }] = server.listJournal() as [
      unknown,
      unknown,
      { refusal: { explanation: string } },
    ];
    t.match(refusal.explanation, 'ended when the fixtures were reloaded');
    t.throws(() => server.restoreSnapshot('avant'), {
      message: /from before the fixtures were reloaded are lost/,
    });
    const sandboxes = await fetch(`${server.controlUrl}/reset?sandbox=${sandbox.id}`, {
      method: 'POST',
    });
    t.match(await sandboxes.json(), {
      status: 404,
      detail: /it ended when the fixtures were reloaded/,
    });
    await sandbox.close();
  },
);

t.test('a stream of the journal goes on, and tells of the reload', async (t) => {
  const { server, change, save } = await watch(t);
  const sandbox = server.createSandbox();
  const read = async (query: string) => {
    const { body } = await fetch(`${server.controlUrl}/journal/stream${query}`);
    const reader = (body as ReadableStream<Uint8Array>)
      .pipeThrough(new TextDecoderStream())
      .getReader();
    t.teardown(() => reader.cancel());
    let text = '';
    return async (pattern: RegExp) => {
      for (;;) {
        if (pattern.test(text)) return text;
        const { value, done } = await reader.read();
        if (done) return text;
        text += value;
      }
    };
  };
  const [main, other] = [await read(''), await read(`?sandbox=${sandbox.id}`)];
  await change(() => save('users.json', [user(1, 'Deux')]));
  await call(server, '/users/1');
  t.match(
    await main(/getUser/),
    /id: 1\nevent: reload\ndata: \{"change":1\}\n\n(.*\n)*data: .*"getUser"/,
  );
  t.match(await other(/never/), /event: end\ndata: \{"reason":"The fixtures were reloaded, which/);
});

t.test('requests under way see the data of one baseline, and none fails with 500', async (t) => {
  const { server, change, save } = await watch(t);
  // Many records, each with the number of its version.
  const version = (number: number) => {
    const one = { ...user(1, `Version ${number}`), note: 'x'.repeat(1000) };
    return Array.from({ length: 1000 }, (_, index) => ({ ...one, uid: index + 1 }));
  };
  await change(() => save('users.json', version(0)));
  let done = false;
  const answers = { lists: 0, records: 0, posts: 0, cut: 0 };
  const versions = new Set<string>();
  const lists = async () => {
    while (!done) {
      const { status, json } = await call(server, '/actualisation');
      const names = new Set((json.partenaires as { nom: string }[]).map(({ nom }) => nom));
      if (status !== 200 || names.size !== 1) t.fail(`status ${status}, ${[...names]}`);
      versions.add([...names].join());
      answers.lists++;
      await sleep(5);
    }
  };
  const records = async () => {
    while (!done) {
      const { status } = await call(server, '/users/7');
      if (status !== 200) t.fail(`status ${status}`);
      answers.records++;
      await sleep(5);
    }
  };
  const posts = async () => {
    while (!done) {
      const status = await postStatut(server, 8, { action: answers.posts % 2 }).then(
        ({ status }) => status,
        () => 'cut off',
      );
      if (status === 'cut off') answers.cut++;
      else if (status !== 200) t.fail(`status ${status}`);
      answers.posts++;
      await sleep(5);
    }
  };
  const clients = [lists(), lists(), records(), posts()];
  for (let number = 1; number <= 4; number++) {
    const before = answers.lists;
    await change(() => save('users.json', version(number)));
    // Lists of each version.
    while (answers.lists < before + 4) await sleep(5);
  }
  done = true;
  await Promise.all(clients);
  t.ok(versions.size >= 4, [...versions].sort().join());
  t.ok(answers.records > 0 && answers.posts > answers.cut);
});

t.test('a list that a client reads slowly is that of its beginning, to the end', async (t) => {
  const { server, change, save } = await watch(t);
  const long = (nom: string) => {
    const one = { ...user(1, nom), note: 'x'.repeat(4000) };
    return Array.from({ length: 4000 }, (_, index) => ({ ...one, uid: index + 1 }));
  };
  await change(() => save('users.json', long('Ancien')));
  const { key, login, password } = server.application;
  const socket = net.connect(Number(new URL(server.url).port), '127.0.0.1');
  t.teardown(() => socket.destroy());
  const fields = [
    `Authorization: ${basic(`${login}:${password}`)}`,
    'Host: localhost',
    'Connection: close',
  ];
  socket.write(`GET /api/users?key=${key} HTTP/1.1\r\n${fields.join('\r\n')}\r\n\r\n`);
  await once(socket, 'readable');
  for (const nom of ['Nouveau', 'Plus nouveau'])
    await change(() => save('users.json', [user(1, nom)]));
  t.equal(await nomOf(server), 'Plus nouveau');
  let text = '';
  for await (const chunk of socket) text += chunk;
  t.match(text, /^HTTP\/1\.1 200 /);
  t.equal(text.match(/"nom":"Ancien"/g)?.length, 4000);
  t.notMatch(text, 'ouveau"');
});

t.test('generated records are generated again, around the new fixtures', async (t) => {
  const { server, change, save } = await watch(t, { generate: 30 });
  t.equal((await call(server, '/users')).json.length, 30);
  const { counts } = await change(() => save('users.json', [user(1, 'Deux')]));
  t.equal(counts?.users, 30);
  t.match((await call(server, '/users')).json, [{ nom: 'Deux' }]);
});

t.test(
  'the documentation has the new data, and credentials of the public demo application only',
  async (t) => {
    const { server, change, save } = await watch(t);
    const text = async (path: string) => (await fetch(`${server.url}${path}`)).text();
    const read = () =>
      Promise.all(
        ['/docs/static/swagger-initializer.js', '/openapi.json', '/openapi.yaml'].map(text),
      );
    const [page, ...documents] = await read();
    t.notMatch(page, RegExp(`secret-une|${DEMO.cle}`));
    for (const document of documents) t.match(document, /"?nom"?: ?"?Un\b/);
    await change(() => {
      save('users.json', [user(1, 'Deux')]);
      save('applications.json', [{ ...APPLICATION, mot_de_passe: 'nouveau' }, DEMO]);
    });
    const [later, ...others] = await read();
    t.match(later, DEMO.cle);
    t.notMatch(later, 'nouveau');
    for (const document of others) {
      t.match(document, /"?nom"?: ?"?Deux\b/);
      t.notMatch(document, /"?nom"?: ?"?Un\b/);
    }
  },
);

t.test('a closed server reloads nothing', async (t) => {
  const { server, reloads, save } = await watch(t);
  save('users.json', '[7]');
  await server.close();
  t.strictSame(reloads, []);
  t.throws(() => server.listJournal(), { message: 'The server was closed.' });
});

t.test('onReload needs watch, and a function', async (t) => {
  const server = await start(t);
  t.throws(() => server.onReload(() => {}), {
    name: 'WorldError',
    message: 'The fixtures are not watched: start the server with { fixtures, watch: true }.',
  });
  t.throws(() => server.onReload(7 as never), { message: /Invalid value for the listener/ });
});

t.test('an error of a listener is thrown by the next call, and the data are served', async (t) => {
  const { server, change, save } = await watch(t);
  t.capture(console, 'error');
  server.onReload(() => {
    throw new Error('the listener failed');
  });
  await change(() => save('users.json', [user(1, 'Deux')]));
  t.equal(await nomOf(server), 'Deux');
  t.throws(() => server.listJournal(), { message: 'the listener failed' });
});

t.test('watch needs fixtures, and contradicts a database', async (t) => {
  await t.rejects(startServer({ watch: true }), {
    name: 'TypeError',
    message: 'Option "watch" needs "fixtures": the data of the package do not change.',
  });
  const fixtures = folderOf(t, filesOf('Un'));
  await t.rejects(startServer({ watch: true, fixtures, database: path.join(fixtures, 'a.db') }), {
    name: 'TypeError',
    message:
      'Options "watch" and "database" contradict each other: what a database keeps are changes of the data it began with.',
  });
  t.notOk(fs.existsSync(path.join(fixtures, 'a.db')));
});
