import t from 'tap';
import type { Expectation } from '../../src/traffic/expectation.ts';
import { verify } from '../../src/traffic/verification.ts';
import { add, begin, emptyJournal, type Given, idsOf, journalOf, post } from './journal-helpers.ts';

const GIVEN: Given[] = [
  {
    url: '/api/users/1/?statut=1&statut=0&key=sesame',
    rawHeaders: ['Accept', 'text/html', 'X-Trace', 'a', 'x-trace', 'b'],
  },
  {
    operation: 'getActualisationSemestre',
    subjects: { uid: null, semestre: '2016-S1' },
    url: '/api/actualisation/2016%2DS1?key=other',
    method: 'HEAD',
    application: null,
    status: 401,
    refusal: { code: 'identification_requise', explanation: 'no header' },
  },
  {
    ...post(2, '{"action":1,"tags":["a",{"b":2}]}', 503),
    rules: ['lente', 'panne'],
    state: 'aborted',
  },
  { ...post(3, 'no JSON', 0), application: 'other' },
];

const MATCHED: [Expectation, matched: number[]][] = [
  [{ uid: { not: 1 } }, [2, 3, 4]],
  [{ uid: { absent: false } }, [1, 3, 4]],
  [{ operation: 'setUserStatut', uid: { equals: 2 } }, [3]],
  [{ semestre: '2016-S1' }, [2]],
  [{ operation: 'getActualisationSemestre', semestre: '2016-S1' }, [2]],
  [{ semestre: { startsWith: '2016' } }, [2]],
  [{ method: 'GET' }, [1]],
  [{ method: { not: 'POST' } }, [1, 2]],
  [{ path: '/users/1' }, [1, 3, 4]],
  [{ path: '/actualisation/2016-S1' }, [2]],
  [{ path: { startsWith: '/users/' }, method: 'POST' }, [3, 4]],
  [{ query: { statut: 0 } }, [1]],
  [{ query: { statut: { not: 1 } } }, [2, 3, 4]],
  [{ query: { key: 'sesame' } }, [1]],
  [{ query: { key: { startsWith: 'ses' }, statut: '1' } }, [1]],
  [{ headers: { ACCEPT: 'text/html', 'X-Trace': 'b' } }, [1]],
  [{ headers: { 'x-trace': { absent: true } } }, [2, 3, 4]],
  [{ headers: {}, query: {} }, [1, 2, 3, 4]],
  [{ body: { tags: { contains: { b: 2 } } } }, [3]],
  [{ body: { absent: true } }, [1, 2, 4]],
  [{ status: { startsWith: 5 } }, [3]],
  [{ status: 0 }, [4]],
  [{ status: { not: 200 } }, [2, 3, 4]],
  [{ state: 'aborted' }, [3]],
  [{ rule: 'panne' }, [3]],
  [{ rule: 'lente' }, [3]],
  [{ rule: { not: 'lente' } }, [1, 2, 4]],
  [{ rule: { absent: true } }, [1, 2, 4]],
  [{ application: 'demo' }, [1, 3]],
  [{ application: { absent: true } }, [2]],
  [{ application: { not: 'demo' } }, [2, 4]],
  [{ refusal: 'identification_requise' }, [2]],
  [{ refusal: { contains: 'identif' } }, [2]],
  [{ refusal: { absent: true } }, [1, 3, 4]],
];
for (const [expectation, matched] of MATCHED) {
  t.test(`${JSON.stringify(expectation)} matches ${matched}`, async (t) => {
    const journal = journalOf(...GIVEN);
    const { matched: found } = verify(journal, { ...expectation, times: { atLeast: 0 } });
    t.strictSame(idsOf(found), matched);
    t.strictSame(idsOf(journal.list(expectation)), matched, 'the filter of the journal, too');
    const [first] = matched;
    const steps = { operation: 'getIndex', times: 0, inOrder: [expectation] } as const;
    verify(journal, steps);
    t.strictSame(idsOf(journal.unexpected({ except: [expectation] }) ?? []), [
      ...[1, 2, 3, 4].filter((id) => !matched.includes(id)),
    ]);
    t.equal(verify(journal, steps).passed, first !== undefined);
  });
}

t.test('a body that was not read is told apart from none', async (t) => {
  const journal = emptyJournal();
  const rawHeaders = ['Content-Length', '12'];
  add(journal, { ...post(1, ''), requestBody: null, rawHeaders });
  begin(journal, { rawHeaders: ['Transfer-Encoding', 'chunked'] });
  add(journal, { rawHeaders: ['Content-Length', '0'] });
  const { nearest } = verify(journal, { body: { action: 1 } });
  t.strictSame(
    nearest.map(({ differences }) => differences),
    [
      ['the body is nothing, expected {"action":1}'],
      ['the body is not known yet, expected {"action":1}'],
      ['the body is not read, expected {"action":1}'],
    ],
  );
});

t.test('a running request has no status, and a body that is not known yet', async (t) => {
  const journal = emptyJournal();
  const entry = begin(journal, post(1, ''));
  entry.rules = ['attente', 'autre'];
  t.match(verify(journal, { rule: 'attente', state: 'running', status: { absent: true } }), {
    passed: true,
    message:
      'a request (status {"absent":true}, running, rule attente) came once (1 still running).',
  });
  t.match(verify(journal, { body: { action: 1 } }).nearest, [
    { differences: ['the body is nothing, expected {"action":1}'] },
  ]);
});

const UNDECIDED: [Expectation, decided: boolean, differs?: 'dropped'][] = [
  [{ query: { statut: 1 } }, false, 'dropped'],
  [{ headers: { accept: 'text/html' } }, false, 'dropped'],
  [{ path: '/users/1' }, false, 'dropped'],
  [{ application: 'demo' }, false, 'dropped'],
  [{ refusal: 'partenaire_inconnu' }, false, 'dropped'],
  [{ uid: { not: 2 } }, true],
  [{ method: 'GET', status: { startsWith: 2 } }, true],
  [{ rule: { absent: true } }, true],
  [{ query: { statut: 1 }, method: 'POST' }, true, 'dropped'],
];
for (const [expectation, decided, differs] of UNDECIDED) {
  const what = decided ? 'is decided' : 'is not decided';
  t.test(`${JSON.stringify(expectation)} of a request without details ${what}`, async (t) => {
    const journal = emptyJournal({ bytes: 1 });
    add(journal, { url: '/api/users/1?statut=1' });
    add(journal, { operation: 'getIndex', url: '/api', rawHeaders: [] });
    const verdict = verify(journal, { operation: 'getUser', ...expectation, times: 1 });
    t.match(verdict, { decided });
    const missed = verify(journal, { ...expectation, uid: 7 });
    t.match(missed, { passed: false, decided: true }, 'a subject decides');
    const words = missed.nearest.flatMap(({ differences }) => differences).join('; ');
    t.equal(/ is (dropped), expected /.exec(words)?.[1], differs, words);
  });
}

t.test('differences name the parameter and the field, with what was found', async (t) => {
  const journal = journalOf(GIVEN[0] as Given);
  const { message, nearest } = verify(journal, {
    path: { contains: '/partenaires' },
    query: { statut: { contains: 2 }, page: 1, constructor: 'x' },
    headers: { Accept: 'application/json', 'X-None': { absent: false } },
    rule: 'panne',
    application: { not: 'demo' },
    refusal: 'partenaire_inconnu',
    method: { equals: 'POST' },
  });
  t.equal(
    message,
    'a request (rule panne, method {"equals":"POST"}, application {"not":"demo"}, refusal partenaire_inconnu, path {"contains":"/partenaires"}, query statut {"contains":2}, query page 1, query constructor x, header Accept application/json, header X-None {"absent":false}) never came, expected at least once.',
  );
  t.strictSame(nearest[0]?.differences, [
    'rule is null, expected panne',
    'method is GET, expected {"equals":"POST"}',
    'application is demo, expected {"not":"demo"}',
    'refusal is null, expected partenaire_inconnu',
    'path is /users/1, expected {"contains":"/partenaires"}',
    'query statut is 1,0, expected {"contains":2}',
    'query page is missing, expected 1',
    'query constructor is missing, expected x',
    'header Accept is text/html, expected application/json',
    'header X-None is missing, expected {"absent":false}',
  ]);
  const ruled = verify(journalOf({ rules: ['lente', 'panne'] }), { rule: { not: 'panne' } });
  t.match(ruled.nearest, [{ differences: ['rule is lente, panne, expected {"not":"panne"}'] }]);
  const refused = verify(journalOf(GIVEN[1] as Given), { refusal: 'cle_inconnue' });
  t.match(refused.nearest, [
    { differences: ['refusal is identification_requise, expected cle_inconnue'] },
  ]);
});

t.test('secrets of an expectation are compared, and not shown', async (t) => {
  const journal = journalOf(...GIVEN);
  const secret = {
    query: {
      key: 'sesame',
      clef: 1234,
      api_key: { not: { contains: 'wrong' } },
      sesame: 'a sesame',
    },
    headers: { Authorization: 'Basic c2VzYW1l', Cookie: { contains: 'x=1' }, 'x-a': 'sesame' },
    body: { of: ['sesame'] },
    path: '/sesame',
  };
  const { message, nearest } = verify(journal, { ...secret, inOrder: [{}] });
  t.equal(
    message,
    'a request (path /***, query key ***, query clef ***, query api_key {"not":{"contains":"***"}}, query *** a ***, header Authorization Basic ***, header Cookie {"contains":"***"}, header x-a ***, body {"of":["***"]}) never came, expected at least once.',
  );
  t.equal(nearest.length, 3);
  for (const { differences } of nearest) {
    t.notMatch(differences.join(), /sesame|c2VzYW1l|1234|wrong|x=1/);
    t.match(differences.join(), /header Cookie is missing, expected {"contains":"\*\*\*"}/);
  }
  const steps = verify(journal, { inOrder: [secret] });
  t.match(steps.message, /^a request \(path \/\*\*\*.* was expected after request 1/);
  t.notMatch(steps.message, /sesame|c2VzYW1l|1234|wrong|x=1/);
});

t.test('checks remember results of many different requests', async (t) => {
  const given = Array.from({ length: 1500 }, (_, at) => ({ url: `/api/users?page=${at}` }));
  const journal = journalOf(...given, ...given);
  t.match(verify(journal, { query: { page: 1499 }, times: 2 }), { passed: true });
});
