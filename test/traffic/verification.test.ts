import t from 'tap';
import type { JournalEntry } from '../../src/traffic/journal.ts';
import { contains, isExpected, type Verification, verify } from '../../src/traffic/verification.ts';

function entry(id: number, members: Partial<JournalEntry> = {}): JournalEntry {
  return {
    id,
    at: '2016-03-14T09:26:53Z',
    operation: 'getUser',
    uid: 1,
    method: 'GET',
    path: '/api/users/1',
    query: {},
    status: 200,
    duration: 1,
    application: 'demo',
    headers: {},
    requestBody: null,
    responseBody: null,
    rule: null,
    warnings: [],
    refusal: null,
    ...members,
  };
}

const post = (id: number, uid: number, text: string, status = 200) =>
  entry(id, {
    operation: 'setUserStatut',
    uid,
    status,
    requestBody: { text, length: text.length, cut: false },
  });

const ENTRIES = [
  entry(1),
  post(2, 1, '{"action":1,"more":{"a":1,"b":2}}'),
  post(3, 2, '{"action":0}'),
  post(4, 2, 'no JSON', 400),
  entry(5, { operation: 'listUsers', uid: null }),
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
    const verdict = verify(ENTRIES, verification);
    t.match(verdict, { passed: true, message, nearest: [] });
    t.strictSame(
      verdict.matched.map(({ id }) => id),
      matched,
    );
  });
}

const FAILED: [Verification, message: string, nearest: number[]][] = [
  [{ operation: 'getIndex' }, 'getIndex never came, expected at least once.', [5, 4, 3]],
  [{ operation: 'getUser', times: 2 }, 'getUser came once, expected exactly 2 times.', [5, 4, 3]],
  [{ uid: 2, times: 1 }, 'a request (uid 2) came 2 times, expected exactly once.', [5, 2, 1]],
  [
    { uid: 2, times: { atMost: 1 } },
    'a request (uid 2) came 2 times, expected at most once.',
    [5, 2, 1],
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
    const verdict = verify(ENTRIES, verification);
    t.match(verdict, { passed: false, message });
    t.strictSame(
      verdict.nearest.map((miss) => miss.entry.id),
      nearest,
      'the nearest, the latest first among equals',
    );
  });
}

t.test('of a near miss, every difference is told', async (t) => {
  const expectation = { operation: 'getIndex', uid: 3, status: 201, body: { a: 1 } } as const;
  const { nearest } = verify([entry(1), post(2, 3, '{"a":2}')], expectation);
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
  t.match(verify([], {}), {
    message: 'a request never came, expected at least once.',
    nearest: [],
  });
});

t.test('one request is held against one expectation', async (t) => {
  t.equal(isExpected(entry(1), { uid: 1 }), true);
  t.equal(isExpected(entry(1), { uid: 2 }), false);
});

const PARTS: [value: unknown, part: unknown, held: boolean][] = [
  [{ a: 1, b: 2 }, {}, true],
  [{ a: { b: 1, c: 2 } }, { a: { b: 1 } }, true],
  [{ a: { b: 1 } }, { a: { b: 2 } }, false],
  [{ a: [1, 2] }, { a: [1, 2] }, true],
  [{ a: [1, 2] }, { a: [1] }, false],
  [{ a: null }, { a: null }, true],
  [{}, { a: null }, false],
  [null, {}, false],
  [[], {}, false],
  ['1', 1, false],
  [undefined, 1, false],
];
for (const [value, part, held] of PARTS) {
  const what = `${JSON.stringify(value)} ${held ? 'holds' : 'does not hold'} ${JSON.stringify(part)}`;
  t.test(what, async (t) => t.equal(contains(value, part), held));
}
