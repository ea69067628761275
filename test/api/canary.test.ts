import { Writable } from 'node:stream';
import t, { type Test } from 'tap';
import { createLogger } from '../../src/cli/log.ts';
import { type Credentials, requestsWith, secretsOf, spellings } from '../canary-helpers.ts';
import { basic, call, serve, worldsWith } from '../helpers.ts';

/** Unknown credentials, similar to valid ones. */
const WRONG = {
  login: 'personne',
  password: 'mot de passe "égaré" \\ 2016',
  key: '0badc0de0badc0de0badc0de0badc0de',
};

/** A server whose log is kept, and what it has written. */
async function startLogged(t: Test) {
  let log = '';
  const output = new Writable({
    write(chunk, _encoding, done) {
      log += chunk;
      done();
    },
  });
  const worlds = worldsWith(t);
  const server = await serve(t, worlds, {
    logger: createLogger('info', 'json', output),
    control: { token: undefined, bodyLimit: 1024 * 1024 },
  });
  return { server, worlds, log: () => log };
}

/** Follows a stream, which can be awaited up to some words. */
async function listen(url: string) {
  const gone = new AbortController();
  const { body } = await fetch(url, { signal: gone.signal });
  const reader = (body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream());
  let text = '';
  const reading = reader[Symbol.asyncIterator]();
  const until = async (words: string) => {
    while (!text.includes(words)) text += (await reading.next()).value;
    gone.abort();
    return text;
  };
  return { until };
}

/** Every application there is, by its login; and one that is none. */
const WHO = ['demo', 'valmont', 'observatoire', 'a sandbox', 'nobody'] as const;

for (const who of WHO) {
  t.test(`the secrets of ${who} come out nowhere`, async (t) => {
    const { server, worlds, log } = await startLogged(t);
    const sandbox = worlds.createSandbox();
    const application = worlds.main.applications.find(({ login }) => login === who);
    const credentials: Credentials = application
      ? { login: who, password: application.mot_de_passe, key: application.cle }
      : who === 'nobody'
        ? WRONG
        : sandbox;
    const place = who === 'a sandbox' ? `sandbox=${sandbox.id}` : '';
    const outputs = new Map<string, string>();
    const events = await listen(`${server.url}/_mock/journal/stream?${place}`);

    let sent = 0;
    for (const [path, options] of requestsWith(credentials, who !== 'nobody')) {
      const { text, headers } = await call(server, path, options);
      outputs.set(`answer ${++sent}: ${path}`, `${text} ${JSON.stringify([...headers])}`);
    }
    const ask = async (path: string, body?: object) => {
      const response = await fetch(
        `${server.url}/_mock${path}${path.includes('?') ? '&' : '?'}${place}`,
        {
          ...(body && {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          }),
        },
      );
      outputs.set(path, `${outputs.get(path) ?? ''}${await response.text()}`);
      return response.status;
    };
    t.equal(await ask('/journal'), 200);
    t.equal(await ask('/state'), 200);
    t.equal(await ask('/diff'), 200);
    t.equal(await ask('/rules'), 200);
    t.equal(await ask('/journal/wait', { operation: 'setUserStatut' }), 200);
    t.equal(await ask('/journal/verify', { operation: 'getUser', times: { atLeast: 2 } }), 200);
    t.equal(await ask('/journal/verify?', { operation: 'setUserStatut', body: 'other' }), 409);
    t.equal(await ask('/journal.har'), 200);
    t.equal(await ask('/journal/unexpected', {}), 200);
    for (const secret of secretsOf(credentials)) {
      const body = {
        path: { contains: secret },
        query: { key: credentials.key, [secret]: { not: secret } },
        headers: { authorization: basic(`x:${credentials.password}`), 'x-a': secret },
        body: { [secret]: [secret] },
        inOrder: [{ query: { a: secret } }],
      };
      t.equal(await ask('/journal/verify', body), 409);
      t.equal(await ask('/journal/wait', { ...body, inOrder: undefined, timeout: 0 }), 409);
    }
    outputs.set('the log', log());
    const { id } = JSON.parse(outputs.get('/journal') as string).at(-1);
    outputs.set('the stream', await events.until(`id: ${id}\n`));

    t.ok(sent > 20);
    t.ok(outputs.get('/journal')?.includes('***'));
    t.ok(outputs.get('the stream')?.includes('***'));
    const shown = secretsOf(credentials)
      .flatMap(spellings)
      .flatMap((secret) =>
        [...outputs].flatMap(([where, text]) =>
          text
            .split('\n')
            .filter((line) => line.includes(secret))
            .map((line) => ({ secret, where, line: line.slice(0, 600) })),
        ),
      );
    t.strictSame(shown, [], 'no output holds a secret, however it is spelt');
  });
}

t.test('nor the path of a refused request that a rule answers', async (t) => {
  const { server, worlds, log } = await startLogged(t);
  // The password of `demo` is its login, too, which is no secret.
  const secrets = worlds.main.applications
    .filter(({ login }) => login !== 'demo')
    .flatMap(({ mot_de_passe, cle }) => [mot_de_passe, cle]);
  worlds.main.replaceRules([{ refused: true, then: { action: 'answer', status: 200, body: '' } }]);
  for (const secret of secrets.map(encodeURIComponent)) {
    for (const path of [`/users/${secret}`, `/nowhere/${secret}`]) {
      // The second time, its line is made from what the first has left.
      for (const _ of [1, 2]) t.equal((await call(server, path)).status, 200, path);
    }
  }
  const shown = log()
    .split('\n')
    .filter((line) => secrets.flatMap(spellings).some((text) => line.includes(text)));
  t.strictSame(shown, []);
  t.match(log(), '"path":"/api/users/***","status":200,"rule":"rule-1"');
});

t.test('secrets that are words of a refusal leave it valid', async (t) => {
  const { server, worlds } = await startLogged(t);
  const application = { nom: 'Brève', login: 'breve', mot_de_passe: 'a', cle: 'status' };
  worlds.createSandbox({ applications: [application] });
  const { status, json } = await call(server, '/users/0');
  t.equal(status, 400);
  t.strictSame(Object.keys(json), ['type', 'title', 'status', 'detail', 'code', 'errors']);
  t.match(json, {
    type: 'urn:faire-simple:probleme:requete_invalide',
    status: 400,
    code: 'requete_invalide',
    errors: [{ parameter: 'uid' }],
  });
});
