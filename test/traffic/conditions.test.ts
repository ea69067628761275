import fc from 'fast-check';
import t from 'tap';
import {
  matcherOfRequest,
  matchesJson,
  matchesText,
  violationsOfMatch,
} from '../../src/traffic/conditions.ts';
import {
  DROPPED,
  fieldValues,
  pathBelowBase,
  queryValues,
  type RequestParts,
} from '../../src/traffic/request-parts.ts';
import type { Match, TextCondition } from '../../src/traffic/types.ts';

const TEXTS: [condition: TextCondition, holds: string[][], fails: string[][]][] = [
  ['a', [['a'], ['b', 'a']], [[], ['ab'], ['A']]],
  [12, [['12']], [['012'], ['1']]],
  [true, [['true']], [['1']]],
  [{ equals: 1 }, [['1'], ['0', '1']], [[], ['11']]],
  [{ contains: 'b' }, [['abc'], ['a', 'b']], [[], ['a']]],
  [{ contains: '' }, [['']], [[]]],
  [{ startsWith: 'ab' }, [['abc'], ['ab']], [[], ['cab']]],
  [{ absent: true }, [[]], [[''], ['a']]],
  [{ absent: false }, [[''], ['a']], [[]]],
  [{ not: 'a' }, [[], ['b']], [['a'], ['b', 'a']]],
  [{ not: { startsWith: 'a' } }, [[], ['ba']], [['ab'], ['b', 'ab']]],
  [{ not: { absent: true } }, [['']], [[]]],
];
for (const [condition, holds, fails] of TEXTS) {
  t.test(`${JSON.stringify(condition)} on texts`, async (t) => {
    for (const values of holds) t.equal(matchesText(condition, values), true, `${values}`);
    for (const values of fails) t.equal(matchesText(condition, values), false, `${values}`);
  });
}

const JSONS: [condition: unknown, holds: unknown[], fails: unknown[]][] = [
  [null, [null], [undefined, 0, {}]],
  [1, [1], ['1', true, undefined]],
  [[1, { a: 2 }], [[1, { a: 2 }]], [[1], [1, { a: 2, b: 3 }]]],
  [{}, [{}, { a: 1 }], [undefined, null, [], 'a']],
  [
    { a: 1, b: { c: [2] } },
    [{ a: 1, b: { c: [2], d: 3 }, e: 4 }],
    [{ a: 1 }, { a: 1, b: { c: [2, 3] } }],
  ],
  [{ toString: { absent: true } }, [{}], [{ toString: 1 }]],
  [{ a: undefined, b: 1 }, [{ b: 1 }], [{ a: 1 }]],
  [{ equals: { a: 1 } }, [{ a: 1 }], [{ a: 1, b: 2 }, undefined]],
  [{ a: { equals: [] } }, [{ a: [] }], [{ a: [1] }, {}]],
  [{ contains: 'b' }, ['abc', ['a', 'b']], ['ac', ['ab'], 5, undefined, null]],
  [{ contains: 5 }, [[5]], ['5', 5, { a: 5 }]],
  [{ contains: { a: 1 } }, [{ a: 1, b: 2 }, [{ a: 1, b: 2 }]], [[], [[{ a: 1 }]], 'a']],
  [{ contains: { startsWith: 'b' } }, [['a', 'bc']], [['a', 'cb']]],
  [{ startsWith: 'b' }, ['bc'], ['cb', ['b'], undefined]],
  [{ absent: true }, [undefined], [null, {}]],
  [{ a: { absent: true } }, [{ b: 1 }], [{ a: null }, undefined, []]],
  [{ a: { absent: false } }, [{ a: null }], [{}]],
  [{ not: 1 }, [undefined, 2], [1]],
  [{ not: { a: { startsWith: 'x' } } }, [{ a: 'y' }, {}, undefined], [{ a: 'xy' }]],
  // Beside other members, the name of an operator is a member's name: such conditions are refused when they are given.
  [{ equals: 1, a: 2 }, [{ equals: 1, a: 2 }], [1]],
];
for (const [condition, holds, fails] of JSONS) {
  t.test(`${JSON.stringify(condition)} on JSON`, async (t) => {
    for (const value of holds) t.equal(matchesJson(condition, value), true, JSON.stringify(value));
    for (const value of fails) t.equal(matchesJson(condition, value), false, JSON.stringify(value));
  });
}

/** Without members that are named as operators. */
const plain = fc
  .jsonValue({ noUnicodeString: false })
  .filter((value) => violationsOfMatch({ body: { value } }).length === 0)
  .filter((value) => !/"(equals|contains|startsWith|absent|not)":/.test(JSON.stringify(value)));

t.test('of any value: it equals itself, and its negation is the opposite', async (t) => {
  const property = fc.property(plain, plain, (condition, value) => {
    const holds = matchesJson(condition, value);
    return (
      matchesJson(value, value) &&
      matchesJson({ equals: value }, value) &&
      matchesJson({ contains: value }, [0, value]) &&
      matchesJson({ not: condition }, value) === !holds &&
      matchesJson({ not: { not: condition } }, value) === holds
    );
  });
  t.doesNotThrow(() => fc.assert(property));
});

t.test('of any texts: operators of the whole, of a part, and their negation', async (t) => {
  const property = fc.property(
    fc.array(fc.string()),
    fc.string(),
    fc.string(),
    (values, start, end) => {
      const all = [...values, start + end];
      return (
        matchesText(start + end, all) &&
        matchesText({ startsWith: start }, all) &&
        matchesText({ contains: end }, all) &&
        !matchesText({ not: { contains: end } }, all) &&
        matchesText({ not: start }, values) === !values.includes(start)
      );
    },
  );
  t.doesNotThrow(() => fc.assert(property));
});

function parts(given: Partial<RequestParts> = {}): RequestParts {
  return {
    method: 'GET',
    subjects: { uid: 7, semestre: null },
    path: () => '/users/7',
    query: (name) => (name === 'statut' ? ['0', '1'] : []),
    header: (name) => (name === 'x-test' ? ['yes'] : []),
    body: () => ({ action: 1 }),
    ...given,
  };
}

const MATCHES: [match: Match, holds: boolean][] = [
  [{}, true],
  [{ uid: 7 }, true],
  [{ uid: 8 }, false],
  [{ uid: { startsWith: 7 } }, true],
  [{ uid: { not: 7 } }, false],
  [{ semestre: { absent: true } }, true],
  [{ semestre: '2016-S1' }, false],
  [{ method: 'GET' }, true],
  [{ method: 'get' }, false],
  [{ method: { not: 'HEAD' } }, true],
  [{ path: '/users/7' }, true],
  [{ path: { startsWith: '/users/' } }, true],
  [{ path: '/users' }, false],
  [{ query: { statut: 1 } }, true],
  [{ query: { statut: 1, more: 1 } }, false],
  [{ query: { statut: { not: 1 } } }, false],
  [{ query: { more: { absent: true } } }, true],
  [{ headers: { 'X-Test': { contains: 'e' } } }, true],
  [{ headers: { 'X-Test': 'no' } }, false],
  [{ headers: { other: { absent: true } } }, true],
  [{ body: { action: { not: 0 } } }, true],
  [{ body: { absent: true } }, false],
];
for (const [match, holds] of MATCHES) {
  t.test(`the match ${JSON.stringify(match)} is ${holds} of the request`, async (t) => {
    t.equal(matcherOfRequest(match)(parts()), holds);
  });
}

t.test('of dropped parts, only a condition on another part can decide', async (t) => {
  const dropped = () => DROPPED;
  const request = parts({
    path: dropped,
    query: dropped,
    header: dropped,
    body: dropped,
  } as object);
  for (const match of [
    { path: '/' },
    { query: { a: 1 } },
    { headers: { a: { absent: true } } },
    { body: { not: 1 } },
    { uid: 7, path: '/', query: { a: 1 } },
  ] satisfies Match[]) {
    t.equal(matcherOfRequest(match)(request), undefined, JSON.stringify(match));
    t.equal(matcherOfRequest({ ...match, method: 'POST' })(request), false);
  }
  t.equal(matcherOfRequest({ query: { a: 1 }, body: 2 })({ ...request, body: () => 1 }), false);
});

const MALFORMED: [match: Match, location: (string | number)[], expected: RegExp][] = [
  [{ uid: {} }, ['uid'], /exactly one member/],
  [{ path: { equals: 'a', contains: 'b' } }, ['path'], /exactly one member/],
  [{ query: { a: { not: {} } } }, ['query', 'a', 'not'], /exactly one member/],
  [{ headers: { a: {} } }, ['headers', 'a'], /exactly one member/],
  [{ body: { equals: 1, a: 2 } }, ['body'], /exactly one member/],
  [{ body: { a: { b: { absent: 1 } } } }, ['body', 'a', 'b', 'absent'], /true or false/],
  [{ body: { startsWith: 5 } }, ['body', 'startsWith'], /a string/],
  [{ body: { not: { not: { startsWith: 5 } } } }, ['body', 'not', 'not', 'startsWith'], /string/],
  [{ body: { contains: { absent: 'a' } } }, ['body', 'contains', 'absent'], /true or false/],
];
for (const [match, location, expected] of MALFORMED) {
  t.test(`${JSON.stringify(match)} is malformed`, async (t) => {
    const [violation, ...others] = violationsOfMatch(match);
    t.match(violation, { location, expected });
    t.strictSame(others, []);
  });
}

t.test('well-formed conditions have no violations', async (t) => {
  for (const [match] of MATCHES) t.strictSame(violationsOfMatch(match), []);
  t.strictSame(violationsOfMatch({ uid: { equals: 1, not: undefined } } as object), []);
  t.strictSame(violationsOfMatch({ body: { equals: { not: 1, a: 2 } } }), []);
  t.strictSame(violationsOfMatch({ body: { a: { startsWith: 'b' }, c: { absent: true } } }), []);
  t.strictSame(violationsOfMatch({ body: [{ equals: 1, a: 2 }] }), [], 'an array is literal');
});

const PATHS: [url: string, path: string][] = [
  ['/api', '/'],
  ['/api/', '/'],
  ['/api?key=a/b/', '/'],
  ['/api/users/9', '/users/9'],
  ['/api/users/9/?a=b', '/users/9'],
  ['/api/us%65rs/%2F', '/users//'],
  ['/api/%zz/é%41', '/%zz/é%41'],
];
for (const [url, path] of PATHS) {
  t.test(`the path of ${url} is ${path}`, async (t) => t.equal(pathBelowBase(url), path));
}

t.test('a repeated parameter or field has several values', async (t) => {
  t.strictSame(queryValues('/api?a=1&b=2&a=%33+4', 'a'), ['1', '3 4']);
  t.strictSame(queryValues('/api', 'a'), []);
  const raw = ['X-A', '1', 'b', 'x-a', 'x-A', '2'];
  t.strictSame(fieldValues(raw, 'x-a'), ['1', '2']);
  t.strictSame(fieldValues(raw, 'c'), []);
});

t.test('the values of a query parameter are found in any spelling', async (t) => {
  t.same(queryValues('/api/users?statut=1&a=statut&statut=0', 'statut'), ['1', '0']);
  t.same(queryValues('/api/users?st%61tut=1', 'statut'), ['1']);
  t.same(queryValues('/api/users?a+b=1', 'a b'), ['1']);
  t.same(queryValues('/api/users?a=1', 'statut'), []);
  t.same(queryValues('/api/statut', 'statut'), []);
});
