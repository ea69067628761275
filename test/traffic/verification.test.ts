import t from 'tap';
import { type Verification, verify } from '../../src/traffic/verification.ts';
import { add, begin, emptyJournal, type Given, idsOf, journalOf, post } from './journal-helpers.ts';

const GIVEN: Given[] = [
  {},
  post(1, '{"action":1,"more":{"a":1,"b":2}}'),
  post(2, '{"action":0}'),
  post(2, 'no JSON', 400),
  { operation: 'listUsers', subjects: { uid: null, semestre: null } },
];

const PASSED: [Verification, matched: number[], message: string][] = [
  [{}, [1, 2, 3, 4, 5], 'a request came 5 times.'],
  [{ operation: 'getUser' }, [1], 'getUser came once.'],
  [{ uid: 2 }, [3, 4], 'a request (uid 2) came 2 times.'],
  [{ status: 400 }, [4], 'a request (status 400) came once.'],
  [{ operation: 'setUserStatut', times: 3 }, [2, 3, 4], 'setUserStatut came 3 times.'],
  [{ operation: 'getIndex', times: 0 }, [], 'getIndex came 0 times.'],
  [{ uid: 2, times: { atLeast: 2 } }, [3, 4], 'a request (uid 2) came 2 times.'],
  [{ uid: 2, times: { atMost: 2 } }, [3, 4], 'a request (uid 2) came 2 times.'],
  [{ uid: 2, times: {} }, [3, 4], 'a request (uid 2) came 2 times.'],
  [{ uid: 3, times: { atMost: 1 } }, [], 'a request (uid 3) came 0 times.'],
  [{ body: { action: 1 } }, [2], 'a request (body {"action":1}) came once.'],
  [{ body: { more: { b: 2 } } }, [2], 'a request (body {"more":{"b":2}}) came once.'],
  [
    { operation: 'setUserStatut', uid: 2, status: 200, body: {} },
    [3],
    'setUserStatut (uid 2, status 200, body {}) came once.',
  ],
  [
    { operation: 'getUser', inOrder: [{ uid: 2 }, { uid: 2 }, { operation: 'listUsers' }] },
    [1],
    'getUser came once.',
  ],
  [{ times: 0, uid: 9, inOrder: [{ uid: 1 }] }, [], 'a request (uid 9) came 0 times.'],
];
for (const [verification, matched, message] of PASSED) {
  t.test(`${JSON.stringify(verification)} passes: ${message}`, async (t) => {
    const verdict = verify(journalOf(...GIVEN), verification);
    t.match(verdict, { passed: true, message, nearest: [] });
    t.strictSame(idsOf(verdict.matched), matched);
    t.match(verdict, { decided: true, count: matched.length, running: 0 });
  });
}

const FAILED: [Verification, message: string, nearest: number[]][] = [
  [{ operation: 'getIndex' }, 'getIndex never came, expected at least once.', [5, 4, 3]],
  [{ operation: 'getUser', times: 2 }, 'getUser came once, expected exactly 2 times.', [5, 4, 3]],
  [{ uid: 2, times: 1 }, 'a request (uid 2) came 2 times, expected exactly once.', [3, 4]],
  [
    { uid: 2, times: { atMost: 1 } },
    'a request (uid 2) came 2 times, expected at most once.',
    [3, 4],
  ],
  [
    { status: 400, times: { atLeast: 2, atMost: 3 } },
    'a request (status 400) came once, expected at least 2 times and at most 3 times.',
    [5, 3, 2],
  ],
  [
    { operation: 'setUserStatut', uid: 1, body: { action: 0 } },
    'setUserStatut (uid 1, body {"action":0}) never came, expected at least once.',
    [3, 2, 4],
  ],
  [
    { operation: 'setUserStatut', inOrder: [{ operation: 'listUsers' }, { uid: 1 }] },
    'a request (uid 1) was expected after request 5, after which came nothing more.',
    [],
  ],
  [
    { operation: 'setUserStatut', inOrder: [{ operation: 'getUser' }] },
    'getUser was expected after request 2, after which came other requests only.',
    [5, 4, 3],
  ],
];
for (const [verification, message, nearest] of FAILED) {
  t.test(`${JSON.stringify(verification)} fails: ${message}`, async (t) => {
    const verdict = verify(journalOf(...GIVEN), verification);
    t.match(verdict, { passed: false, message });
    t.strictSame(
      verdict.nearest.map((miss) => miss.entry.id),
      nearest,
      'the nearest, the latest first among equals; those that came, where too many did',
    );
  });
}

t.test('all differences of a near miss are listed', async (t) => {
  const expectation = { operation: 'getIndex', uid: 3, status: 201, body: { a: 1 } } as const;
  const journal = journalOf({}, post(3, '{"a":2}'));
  const { nearest } = verify(journal, expectation);
  t.strictSame(
    nearest.map(({ differences }) => differences),
    [
      [
        'operation is setUserStatut, expected getIndex',
        'status is 200, expected 201',
        'the body is {"a":2}, expected {"a":1}',
      ],
      [
        'operation is getUser, expected getIndex',
        'uid is 1, expected 3',
        'status is 200, expected 201',
        'the body is nothing, expected {"a":1}',
      ],
    ],
  );
});

t.test('nothing has come at all: never, and nothing was near', async (t) => {
  t.match(verify(emptyJournal(), {}), {
    message: 'a request never came, expected at least once.',
    nearest: [],
  });
});

t.test('running requests count, unless a status is expected', async (t) => {
  const journal = journalOf({});
  begin(journal);
  t.match(verify(journal, { operation: 'getUser', times: 2 }), {
    passed: true,
    running: 1,
    message: 'getUser came 2 times (1 still running).',
  });
  t.match(verify(journal, { operation: 'getUser', times: 1 }), {
    message: 'getUser came 2 times (1 still running), expected exactly once.',
    nearest: [
      { entry: { id: 1 }, differences: [] },
      { entry: { id: 2, state: 'running' }, differences: [] },
    ],
  });
  t.match(verify(journal, { status: 200, times: 1 }), { passed: true, running: 0 });
  t.match(verify(journal, { status: 0, times: 0 }), { passed: true });
  t.match(verify(journal, { state: 'running', times: 1 }), {
    message: 'a request (running) came once (1 still running).',
  });
  t.match(verify(journal, { state: 'aborted' }).nearest[0]?.differences, [
    'state is running, expected aborted',
  ]);
  t.match(verify(journal, { status: 404 }).nearest[0]?.differences, [
    'status is not known yet, expected 404',
  ]);
});

t.test('of many requests, the latest 100 are shown, and all are counted', async (t) => {
  const journal = journalOf(...Array.from({ length: 250 }, () => ({})));
  const { matched, count } = verify(journal, {});
  t.strictSame([matched.length, matched[0]?.id, count], [100, 151, 250]);
  const { nearest } = verify(journal, { times: 1 });
  t.strictSame(
    nearest.map(({ entry }) => entry.id),
    [241, 242, 243, 244, 245, 246, 247, 248, 249, 250],
  );
});

/** A POST, and so many GETs that it was dropped. */
const DROPPED: [Verification, passed: boolean, decided: boolean][] = [
  [{ operation: 'getUser' }, true, true],
  [{ operation: 'getUser', times: { atLeast: 3 } }, true, true],
  [{ operation: 'getUser', times: { atLeast: 4 } }, false, false],
  [{ operation: 'getUser', times: 3 }, false, false],
  [{ operation: 'getUser', times: 2 }, false, true],
  [{ operation: 'getUser', times: 5 }, false, false],
  [{ operation: 'getUser', times: 6 }, false, true],
  [{ operation: 'getUser', times: { atMost: 5 } }, true, true],
  [{ operation: 'getUser', times: { atMost: 4 } }, false, false],
  [{ operation: 'setUserStatut' }, false, false],
  [{ operation: 'setUserStatut', times: 0 }, false, false],
  [{ operation: 'getIndex', times: 0 }, true, true],
  [{ operation: 'getIndex' }, false, true],
  [{ times: 0 }, false, true],
  [{ uid: 9, times: 0 }, false, false],
  [{ operation: 'getUser', inOrder: [{ operation: 'getUser' }] }, false, false],
  [{ operation: 'getIndex', times: 0, inOrder: [{ operation: 'setUserStatut' }] }, false, false],
  [{ operation: 'getIndex', times: 0, inOrder: [{ operation: 'listUsers' }] }, false, true],
];
for (const [verification, passed, decided] of DROPPED) {
  const what = decided ? (passed ? 'passes' : 'fails') : 'is not decided';
  t.test(`requests dropped, ${JSON.stringify(verification)} ${what}`, async (t) => {
    const journal = emptyJournal({ requests: 3 });
    for (const given of [post(1, '{"action":1}'), {}, {}, {}, {}, {}]) add(journal, given);
    const verdict = verify(journal, verification);
    t.match(verdict, { passed, decided });
    t.equal(/cannot be decided/.test(verdict.message), !decided, verdict.message);
  });
}

t.test('a body that was dropped decides nothing', async (t) => {
  const journal = emptyJournal({ bytes: 1 });
  const large = JSON.stringify({ action: 1, more: 'x'.repeat(2000) });
  add(journal, post(1, large));
  add(journal, post(1, '{"action":1}'));
  add(journal, {});
  const body = { action: 1 };
  t.match(verify(journal, { body }), { passed: true, count: 1 }, 'a small one is kept');
  t.match(verify(journal, { body, times: 1 }), { passed: false, decided: false });
  t.match(verify(journal, { body, uid: 2, times: 0 }), { passed: true });
  t.match(verify(journal, { body, inOrder: [{}] }), { passed: false, decided: false });
  t.match(verify(journal, { operation: 'setUserStatut', inOrder: [{ body }] }), {
    passed: true,
    message: 'setUserStatut came 2 times.',
  });
  t.match(verify(journal, { operation: 'getUser', times: 1, inOrder: [{ body }] }), {
    decided: true,
    message: /came nothing more/,
  });
  t.match(verify(journal, { times: 0, uid: 7, inOrder: [{ body: { action: 0 } }] }), {
    decided: false,
  });
  t.match(verify(journal, { body: { action: 2 }, uid: 2 }).nearest[2], {
    differences: ['uid is 1, expected 2', 'the body is dropped, expected {"action":2}'],
  });
});

t.test('a body that came only in part, or is not UTF-8', async (t) => {
  const bytes = Buffer.from('{"action":');
  const journal = journalOf(
    { ...post(1, ''), requestBody: { bytes, length: 12 } },
    { ...post(2, ''), requestBody: { bytes: Buffer.from([0xff]), length: 1 } },
  );
  t.match(verify(journal, { uid: 1, body: {}, times: 0 }), { decided: false });
  t.match(verify(journal, { uid: 2, body: {}, times: 0 }), { passed: true });
});

t.test('bodies are compared although there are many', async (t) => {
  const given = Array.from({ length: 1500 }, (_, action) => post(1, JSON.stringify({ action })));
  const journal = journalOf(...given, ...given);
  t.match(verify(journal, { body: { action: 1499 }, times: 2 }), { passed: true });
});

t.test('searches find all requests while the index is being built', async (t) => {
  const journal = emptyJournal();
  for (let at = 0; at < 24_000; at++) {
    add(journal, { subjects: { uid: (at % 3) + 1, semestre: null } });
  }
  for (const search of ['first', 'second', 'third', 'fourth']) {
    const { count, matched } = verify(journal, { operation: 'getUser', uid: 2 });
    t.strictSame([count, matched.at(-1)?.id], [8000, 23_999], search);
    t.equal(verify(journal, { operation: 'getIndex', times: 0 }).passed, true);
  }
  add(journal, { operation: 'getIndex' });
  t.match(verify(journal, { operation: 'getIndex' }), { count: 1, matched: [{ id: 24_001 }] });
  t.same(idsOf(journal.about({ operation: 'getUser', uid: 1 }, 47_995)), [23_998]);
});
