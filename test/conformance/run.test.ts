import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { check } from '../../src/conformance/check.ts';
import { CHECKS } from '../../src/conformance/checks/checks.ts';
import { targetOf } from '../../src/conformance/target.ts';
import { startServer } from '../../src/index.ts';
import { altered } from './altered.ts';
import { always, endless, hostile } from './hostile.ts';
import { CREDENTIALS, notPassed, runAgainst } from './run-helpers.ts';

const server = await startServer();
t.teardown(() => server.close());

const checkOf = (id: string) => CHECKS.filter((each) => each.id === id);

/** The statut of partner 1. */
const statut = () => server.getRecord('users', 1).statut;

t.test('without permissions, nothing is written and no wrong password is sent', async (t) => {
  const sent: string[] = [];
  const state = await altered(t, server.url);
  state.deviation = {
    request: ({ method, headers, url }) => {
      sent.push(`${method} ${url} ${headers.join(' ')}`);
    },
  };
  const { results, requests } = await runAgainst(state.apiUrl, { write: false, refusals: false });
  t.ok(sent.length > 80);
  t.equal(requests, sent.length);
  t.strictSame([...new Set(sent.map((each) => each.split(' ')[0]))].sort(), [
    'GET',
    'HEAD',
    'PROPFIND',
  ]);
  t.strictSame(
    sent.filter((each) => each.includes('conformance-wrong')),
    [],
  );
  const own = `Authorization Basic ${Buffer.from('demo:demo').toString('base64')}`;
  t.ok(sent.every((each) => !each.includes('Authorization') || each.includes(own)));
  const skipped = results.filter(({ reason }) =>
    /^it needs --(write|refusals)$/.test(reason ?? ''),
  );
  t.ok(skipped.length > 25);
});

t.test('a changed status is put back, whatever it was', async (t) => {
  for (const before of [0, 1] as const) {
    server.patchRecord('users', 1, { merge: { statut: before } });
    await runAgainst(server.apiUrl, {}, checkOf('behaviour.inscription'));
    t.equal(statut(), before);
  }
});

t.test('it is put back when the run is ended, and when a check breaks', async (t) => {
  server.patchRecord('users', 1, { merge: { statut: 0 } });
  const controller = new AbortController();
  const ending = check('x', 'inferred', 'a change, and the end', async (context) => {
    await context.original.set(1);
    t.equal(statut(), 1);
    controller.abort();
    await context.pause(1);
  });
  const later = check('y', 'inferred', 'later', async () => {});
  const breaking = check('z', 'inferred', 'a change, and an error', async (context) => {
    await context.original.set(1);
    throw new RangeError('a secret');
  });
  const report = await runAgainst(server.apiUrl, { signal: controller.signal }, [ending, later]);
  t.equal(statut(), 0);
  t.equal(report.interrupted, true);
  t.strictSame(notPassed(report), {
    x: 'skipped: the run was ended',
    y: 'skipped: the run was ended',
  });
  const broken = await runAgainst(server.apiUrl, {}, [breaking]);
  t.equal(statut(), 0);
  t.strictSame(notPassed(broken), { z: 'finding: the answer could not be judged (RangeError)' });
});

t.test('a status that cannot be put back is told', async (t) => {
  server.patchRecord('users', 1, { merge: { statut: 0 } });
  const state = await altered(t, server.url);
  let posts = 0;
  state.deviation = {
    instead: ({ method }) => (method === 'POST' && ++posts > 2 ? 'nothing' : undefined),
  };
  const report = await runAgainst(state.apiUrl, {}, checkOf('behaviour.inscription'));
  t.equal(
    report.notRestored,
    'The statut of partner 1 could not be put back: it was 0 before the run.',
  );
  t.equal(statut(), 1);
});

t.test('a status that cannot be read is not changed', async (t) => {
  const state = await altered(t, server.url);
  for (const body of ['{"statut":3}', 'null', 'x']) {
    state.deviation = {
      answer: (answer, { url }) => {
        if (/users\/1\?/.test(url)) answer.body = Buffer.from(body);
      },
    };
    const report = await runAgainst(state.apiUrl, {}, checkOf('behaviour.inscription'));
    t.strictSame(notPassed(report), {
      'behaviour.inscription':
        'skipped: the statut of the partner cannot be read, so that it could not be put back',
    });
  }
});

t.test('findings fail a strict run; reasons have no secrets', async (t) => {
  const failing = check('x', 'named', 'x', async () => {
    throw new (await import('../../src/conformance/outcome.ts')).Failed(
      `it says ${CREDENTIALS.key}`,
    );
  });
  const { results } = await runAgainst(server.apiUrl, { strict: true }, [failing]);
  t.match(results, [{ outcome: 'failed', reason: 'it says …' }]);
  const withoutOther = { ...CREDENTIALS, otherKey: undefined };
  const report = await runAgainst(
    server.apiUrl,
    { credentials: withoutOther },
    checkOf('refusal.cle_non_associee'),
  );
  t.match(Object.values(notPassed(report)), [/^skipped: it needs the key of another application/]);
});

t.test('requests are paced', async (t) => {
  const controller = new AbortController();
  const asking = check('x', 'inferred', 'x', async (context) => {
    const path = await context.partner();
    const asked = Promise.all([1, 2, 3].map(() => context.send({ path })));
    await context.send({ path });
    await asked;
  });
  const waiting = check('y', 'inferred', 'y', async (context) => {
    const path = await context.partner();
    const asked = [context.send({ path }), context.send({ path })];
    controller.abort();
    await Promise.all(asked);
  });
  const report = await runAgainst(server.apiUrl, { rate: 100, signal: controller.signal }, [
    asking,
    waiting,
  ]);
  t.match(report.results, [
    { outcome: 'passed' },
    { outcome: 'skipped', reason: 'the run was ended' },
  ]);
});

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n';

t.test('hostile servers are told in plain words, in time', async (t) => {
  for (const [handle, message] of [
    [always('SSH-2.0-OpenSSH_9.6\r\n'), /: its answer is not HTTP \(HPE_\w+\)\.$/],
    [
      (socket: import('node:net').Socket) => socket.resetAndDestroy(),
      /: it closed the connection before the answer was whole\.$/,
    ],
    [
      endless('HTTP/1.1 200 OK\r\n', `X: ${'x'.repeat(1000)}\r\n`),
      /: the header fields of its answer are longer than 16 KiB\.$/,
    ],
    [() => {}, /: there was no whole answer within 1 s\.$/],
  ] as const) {
    const url = await hostile(t, handle);
    await t.rejects(runAgainst(url, { timeout: 1 }), { message, exitStatus: 3 });
  }
});

t.test('an endless list is read up to a limit', async (t) => {
  const url = await hostile(
    t,
    endless(
      `${HEAD}Transfer-Encoding: chunked\r\n\r\n1\r\n[\r\n`,
      `2710\r\n${'{"uid":7},'.repeat(1000)}\r\n`,
    ),
  );
  const read = check('x', 'inferred', 'x', async (context) => {
    const list = await context.list('listUsers');
    t.ok(list.length > 100_000);
    t.strictSame(list[0], { uid: 7 });
    await context.wholeList('listUsers');
  });
  const report = await runAgainst(url, {}, [read]);
  t.strictSame(notPassed(report), { x: 'skipped: listUsers is longer than 8 MiB' });
});

t.test('a server that ceases to answer ends the run', async (t) => {
  let count = 0;
  const url = await hostile(t, (socket) => {
    socket.once('data', () => {
      if (++count === 1) socket.end(`${HEAD}Content-Length: 2\r\n\r\n{}`);
      else socket.destroy();
    });
  });
  const { results } = await runAgainst(
    url,
    {},
    CHECKS.filter(({ offline }) => !offline),
  );
  const reasons = results.map(({ reason }) => reason);
  t.ok(reasons.filter((each) => each?.startsWith('no answer: it closed')).length >= 3);
  t.equal(reasons.at(-1), 'the server has ceased to answer');
});

t.test('redirections are not followed', async (t) => {
  let asked = 0;
  const other = http.createServer((_, response) => {
    asked++;
    response.end();
  });
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  t.teardown(() => other.close());
  const { port } = other.address() as AddressInfo;
  const url = await hostile(
    t,
    always(
      `HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:${port}/\r\nContent-Length: 0\r\n\r\n`,
    ),
  );
  const report = await runAgainst(url, { uid: 1 }, checkOf('operation.getUser'));
  t.strictSame(notPassed(report), {
    'operation.getUser': 'failed: answered 302 (redirections are not followed), expected 200',
  });
  t.equal(asked, 0);
});

t.test('nothing listens', async (t) => {
  await t.rejects(runAgainst('http://127.0.0.1:1/api'), {
    message: 'Cannot check http://127.0.0.1:1/api: nothing listens there.',
  });
});

t.test('a name is looked up once, and a run is limited', async (t) => {
  const named = server.apiUrl.replace('127.0.0.1', 'localhost');
  const report = await runAgainst(named, { longest: -1 }, checkOf('operation.getUser'));
  t.strictSame(notPassed(report), { 'operation.getUser': 'skipped: the run has taken too long' });
});

t.test('plain HTTP to another machine is a failure', async (t) => {
  const target = { ...(await targetOf(server.apiUrl)), loopback: false };
  const report = await runAgainst(server.apiUrl, { target }, checkOf('behaviour.https'));
  t.strictSame(notPassed(report), { 'behaviour.https': 'failed: it is reached over plain HTTP' });
});

t.test('an endless document is not compared', async (t) => {
  const url = await hostile(
    t,
    endless(
      `${HEAD}Transfer-Encoding: chunked\r\n\r\n10\r\n{"partenaires":[\r\n`,
      `2710\r\n${'{"uid":7},'.repeat(1000)}\r\n`,
    ),
  );
  const report = await runAgainst(url, {}, checkOf('behaviour.half_year_records'));
  t.strictSame(notPassed(report), {
    'behaviour.half_year_records': 'skipped: the document is too long to be read whole',
  });
});

t.test('a base URL without /api', async (t) => {
  const report = await runAgainst(`${server.url}/v1`, {}, checkOf('behaviour.base_url'));
  t.strictSame(notPassed(report), { 'behaviour.base_url': 'failed: the base URL ends otherwise' });
});

t.test('a list without the partner', async (t) => {
  const state = await altered(t, server.url);
  state.deviation = {
    answer: (answer, { url }) => {
      if (url.startsWith('/api/users?')) answer.body = Buffer.from('[]');
    },
  };
  for (const [id, reason] of [
    ['behaviour.associe', 'the list does not have that partner'],
    ['parameter.uid.post', 'no other partner is known'],
  ] as const) {
    t.strictSame(notPassed(await runAgainst(state.apiUrl, {}, checkOf(id))), {
      [id]: `skipped: ${reason}`,
    });
  }
});

t.test('a request under way is ended with the run', async (t) => {
  const state = await altered(t, server.url);
  const controller = new AbortController();
  const asking = check('x', 'inferred', 'x', async (context) => {
    state.deviation = { request: () => controller.abort() };
    await context.send({ path: '/' });
  });
  const report = await runAgainst(state.apiUrl, { signal: controller.signal }, [asking]);
  t.strictSame(notPassed(report), { x: 'skipped: the run was ended' });
});
