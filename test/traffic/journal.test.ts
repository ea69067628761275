import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import type { Entry } from '../../src/traffic/entry.ts';
import type { Expectation } from '../../src/traffic/expectation.ts';
import type { JournalFilter } from '../../src/traffic/journal.ts';
import { Retention } from '../../src/traffic/retention.ts';
import { CAPTURED } from '../../src/traffic/shown.ts';
import { verify } from '../../src/traffic/verification.ts';
import { add, begin, emptyJournal, idsOf, journalOf, OUTCOME } from './journal-helpers.ts';

/** A body of so many bytes. */
const body = (length: number) => ({ bytes: Buffer.alloc(length, 'a'), length });

t.test('a request is shown in full, without secrets', async (t) => {
  const url = '/api/users/1?key=abcdef&sesame=1';
  const rawHeaders = ['Accept', '*/*', 'X-Word', 'sesame', 'accept', 'text/html'];
  t.strictSame(journalOf({ url, rawHeaders, rules: ['b', 'a'] }).list(), [
    {
      id: 1,
      change: 2,
      state: 'answered',
      at: '2016-03-14T09:26:53Z',
      operation: 'getUser',
      uid: 1,
      semestre: null,
      method: 'GET',
      path: '/api/users/1',
      query: { key: '***', '***': '1' },
      status: 200,
      duration: 1.5,
      application: 'demo',
      headers: { accept: '*/*, text/html', 'x-word': '***' },
      requestBody: null,
      responseBody: null,
      rules: ['b', 'a'],
      rule: 'a',
      warnings: ['the query parameter "***" is unknown, and ignored'],
      refusal: null,
      dropped: false,
    },
  ]);
});

t.test('a request is there when it arrives, and changes when it ends', async (t) => {
  const journal = emptyJournal();
  const entry = begin(journal);
  t.match(journal.list(), [
    { id: 1, change: 1, state: 'running', status: 0, duration: 0, path: '/api/users/1' },
  ]);
  const other = add(journal);
  journal.end(entry, {
    state: 'aborted',
    status: 0,
    duration: 3,
    requestBody: null,
    responseBody: null,
    refusal: null,
    unchanged: false,
  });
  t.match(
    journal.list(),
    [
      { id: 1, change: 4, state: 'aborted', duration: 3 },
      { id: 2, change: 3, state: 'answered' },
    ],
    'by arrival',
  );
  t.strictSame(idsOf(journal.entries()), [1, 2]);
  t.strictSame(idsOf(journal.entries(0)), [2, 1], 'by change');
  t.strictSame(idsOf(journal.entries(3)), [1]);
  t.equal(other.change, 3);
});

t.test('a URL without a query has no parameters, an empty one no path', async (t) => {
  t.match(journalOf({ url: '/api' }, { url: '' }).list(), [
    { path: '/api', query: {} },
    { path: '', query: {} },
  ]);
});

t.test('header fields of any name are shown', async (t) => {
  const rawHeaders = ['constructor', 'a', '__proto__', 'b', 'Constructor', 'c'];
  const [shown] = journalOf({ rawHeaders }).list();
  t.equal(JSON.stringify(shown?.headers), '{"constructor":"a, c","__proto__":"b"}');
});

t.test('a long body is shown with its beginning and its length', async (t) => {
  const long = { bytes: Buffer.alloc(CAPTURED, 'a'), length: 1_000_000 };
  const [shown] = journalOf({ requestBody: 'sesame!', responseBody: long }).list();
  const encoding = 'utf-8';
  t.strictSame(shown?.requestBody, { text: '***!', encoding, length: 7, cut: false });
  const text = 'a'.repeat(4096);
  t.strictSame(shown?.responseBody, { text, encoding, length: 1_000_000, cut: true });
});

t.test('a body is cut where more is kept than is shown', async (t) => {
  for (const [length, cut] of [
    [4096, false],
    [4097, true],
    [10_000, true],
  ] as const) {
    const shown = { length, cut, text: 'a'.repeat(Math.min(length, 4096)) };
    t.match(journalOf({ requestBody: body(length) }).list(), [{ requestBody: shown }]);
    t.match(journalOf({ requestBody: 'a'.repeat(length) }).list(), [{ requestBody: shown }]);
  }
});

t.test('a text is measured in bytes', async (t) => {
  for (const [text, cut] of [
    ['sesame é', false],
    ['é'.repeat(4096), false],
    ['é'.repeat(4097), true],
  ] as const) {
    const [shown] = journalOf({ responseBody: text }).list();
    t.strictSame(shown?.responseBody, {
      text: text.replace('sesame', '***').slice(0, 4096),
      encoding: 'utf-8',
      length: Buffer.byteLength(text),
      cut,
    });
  }
});

t.test('bytes that are not UTF-8 are shown one by one, without secrets', async (t) => {
  const bytes = Buffer.concat([Buffer.from('sesame é€😀'), Buffer.from([0xff, 0xc3, 0x41, 0x80])]);
  const [shown] = journalOf({ requestBody: { bytes, length: bytes.length } }).list();
  t.match(shown?.requestBody, { encoding: 'latin1', length: bytes.length, cut: false });
  const text = String(shown?.requestBody?.text);
  t.strictSame(
    Buffer.from(text, 'latin1'),
    Buffer.concat([Buffer.from('***'), bytes.subarray('sesame'.length)]),
  );
});

t.test('the beginning of a body that is cut within a character is still UTF-8', async (t) => {
  for (const [character, length] of [
    ['é', 1],
    ['€', 1],
    ['€', 2],
    ['😀', 3],
  ] as const) {
    const part = Buffer.from(character).subarray(0, length);
    const bytes = Buffer.concat([Buffer.from('aé'), part]);
    const [shown] = journalOf({ responseBody: { bytes, length: 100 } }).list();
    t.match(shown?.responseBody, { text: 'aé', encoding: 'utf-8', cut: true }, character);
  }
  const whole = { bytes: Buffer.from('aé€'), length: 100 };
  t.match(journalOf({ responseBody: whole }).list(), [{ responseBody: { text: 'aé€' } }]);
});

t.test(
  'beyond the size of all journals, the oldest details go, and the requests stay',
  async (t) => {
    const retention = new Retention({ bytes: 10_000 });
    const journals = [emptyJournal(retention), emptyJournal(retention)] as const;
    const requestBody = 'x'.repeat(2000);
    for (const journal of [...journals, ...journals]) add(journal, { requestBody });
    const shown = () => journals.map((journal) => journal.list().map(({ dropped }) => dropped));
    t.strictSame(shown(), [
      [true, false],
      [false, false],
    ]);
    t.match(journals[0].list()[0], {
      id: 1,
      state: 'answered',
      operation: 'getUser',
      uid: 1,
      method: 'GET',
      path: '',
      query: {},
      status: 200,
      application: null,
      headers: {},
      requestBody: null,
      warnings: [],
      dropped: true,
    });
    journals[1].empty('clear');
    add(journals[0], { requestBody });
    add(journals[0], { requestBody });
    t.strictSame(
      shown(),
      [[true, false, false, false], []],
      'room that a clearing has made is used',
    );
    add(journals[0], { requestBody: body(1_000_000) });
    t.strictSame(shown(), [[true, true, true, true, false], []], 'the latest stay, however large');
  },
);

t.test('details that were dropped while a request ran do not come back', async (t) => {
  const journal = emptyJournal({ bytes: 1 });
  const entries = [begin(journal), begin(journal), begin(journal)];
  for (const [index, requestBody] of ['small', 'x'.repeat(2000), null].entries()) {
    const outcome = { state: 'answered', status: 200, duration: 1, responseBody: 'text' } as const;
    const entry = entries[index] as Entry;
    journal.end(entry, { ...outcome, requestBody, refusal: null, unchanged: false });
  }
  t.match(journal.list(), [
    { dropped: true, status: 200 },
    { dropped: true, status: 200 },
    { dropped: false, responseBody: { text: 'text' } },
  ]);
  t.strictSame(
    [...journal.entries()].map(({ requestBody }) => requestBody),
    ['small', undefined, null],
    'a small body is kept for verifications',
  );
});

t.test('beyond so many requests of a world, the oldest go, and are counted', async (t) => {
  const journal = emptyJournal({ requests: 3 });
  add(journal, { operation: 'setUserStatut' });
  add(journal, { operation: null });
  for (let count = 0; count < 3000; count++) add(journal);
  t.strictSame(idsOf(journal.list()), [3000, 3001, 3002]);
  t.equal(journal.gone('setUserStatut'), 1);
  t.equal(journal.gone('getUser'), 2997);
  t.equal(journal.gone('getIndex'), 0);
  t.equal(journal.gone(undefined), 2999);
  t.equal(journal.gone(undefined, 5998), 0, 'none of which changed after that');
  t.equal(journal.gone(undefined, 5997), 2999);
});

t.test('beyond so many requests of all worlds, the oldest of any go', async (t) => {
  const retention = new Retention({ total: 3, requests: 3 });
  const journals = [emptyJournal(retention), emptyJournal(retention)] as const;
  const ids = () => journals.map((journal) => idsOf(journal.list()));
  for (const journal of [...journals, ...journals]) add(journal);
  t.strictSame(ids(), [[2], [1, 2]]);
  journals[1].empty('clear');
  add(journals[0]);
  t.strictSame(ids(), [[2, 3], []]);
  for (let count = 0; count < 3000; count++) {
    add(journals[1]);
    journals[1].empty('clear');
  }
  add(journals[1]);
  t.strictSame(ids(), [[2, 3], [1]], 'a cleared journal leaves room');
  add(journals[1]);
  t.strictSame(ids(), [[3], [1, 2]]);
  t.strictSame([journals[0].gone(undefined), journals[1].gone(undefined)], [2, 0]);
});

t.test('a request that was dropped while it ran may end', async (t) => {
  const journal = emptyJournal({ requests: 1 });
  const heard: string[] = [];
  const first = begin(journal);
  begin(journal);
  journal.watch({ changed: ({ state }) => heard.push(state) });
  journal.end(first, {
    state: 'answered',
    status: 200,
    duration: 1,
    requestBody: null,
    responseBody: null,
    refusal: null,
    unchanged: false,
  });
  t.strictSame(idsOf(journal.list()), [2]);
  t.strictSame(heard, []);
});

const FILTERS: [JournalFilter, number[]][] = [
  [{}, [1, 2, 3, 4]],
  [{ operation: 'getUser' }, [1, 4]],
  [{ uid: 7 }, [2]],
  [{ status: 404 }, [4]],
  [{ status: 0 }, []],
  [{ state: 'answered' }, [1, 2, 4]],
  [{ state: 'running' }, [3]],
  [{ since: '2016-03-14T10:00:00Z' }, [3, 4]],
  [{ until: '2016-03-14T10:00:00Z' }, [1, 2]],
  [{ since: '2016-03-14T10:00:00Z', until: '2016-03-14T10:00:01Z' }, [3]],
  [{ after: 4 }, [3, 4]],
  [{ after: 5 }, [4]],
  [{ limit: 2 }, [3, 4]],
  [{ limit: 2, after: 0 }, [1, 2]],
  [{ limit: 2, before: 4 }, [2, 3]],
  [{ before: 3, after: 4 }, []],
  [{ before: 1 }, []],
  [{ operation: 'getUser', status: 200 }, [1]],
  [{ uid: 8 }, []],
];
for (const [filter, ids] of FILTERS) {
  t.test(`the filter ${JSON.stringify(filter)} shows ${ids}`, async (t) => {
    const journal = emptyJournal();
    add(journal);
    add(journal, { operation: 'setUserStatut', subjects: { uid: 7, semestre: null } });
    const at = Date.parse('2016-03-14T10:00:00Z');
    begin(journal, { operation: 'listUsers', subjects: { uid: null, semestre: null }, at });
    add(journal, { status: 404, at: Date.parse('2016-03-14T11:00:00Z') });
    t.strictSame(idsOf(journal.list(filter)), ids);
  });
}

t.test('1,000 are listed unless a filter says otherwise', async (t) => {
  const journal = journalOf(...Array.from({ length: 1001 }, () => ({})));
  t.equal(journal.list()[0]?.id, 2);
  t.equal(journal.list({ limit: 1001 })[0]?.id, 1);
});

t.test('a watcher is called with every change of its operation, until it stops', async (t) => {
  const journal = journalOf({});
  const heard: (string | number)[][] = [];
  const note = (name: string) => (entry: Entry) => {
    heard.push([name, entry.id, entry.state]);
  };
  const stops = [
    journal.watch({ changed: note('all') }),
    journal.watch({ operation: 'getIndex', changed: note('index') }),
  ];
  const once = journal.watch({ changed: () => once() });
  add(journal, { operation: null });
  add(journal, { operation: 'getIndex' });
  for (const stop of stops) stop();
  add(journal);
  t.strictSame(heard, [
    ['all', 2, 'running'],
    ['all', 2, 'answered'],
    ['index', 3, 'running'],
    ['all', 3, 'running'],
    ['index', 3, 'answered'],
    ['all', 3, 'answered'],
  ]);
});

t.test('an emptied journal counts requests from 1 again, and changes on', async (t) => {
  const journal = journalOf(...Array.from({ length: 1001 }, () => ({})));
  const heard: unknown[] = [];
  journal.watch({ changed: ({ id }) => heard.push(id), emptied: (by) => heard.push(by) });
  const running = begin(journal);
  journal.empty('clear');
  t.strictSame([idsOf(journal.list()), journal.emptied], [[], { by: 'clear', change: 2004 }]);
  journal.end(running, {
    state: 'answered',
    status: 200,
    duration: 1,
    requestBody: 'x',
    responseBody: null,
    refusal: null,
    unchanged: false,
  });
  t.strictSame(journal.list(), [], 'what began before is in it no more');
  const { change } = add(journal);
  t.equal(change, 2006);
  journal.empty('reset');
  t.strictSame(journal.emptied, { by: 'reset', change: 2007 });
  t.strictSame(heard, [1002, 'clear', 1, 1, 'reset']);
});

t.test('a journal ends with its world', async (t) => {
  const journal = journalOf({});
  const heard: unknown[] = [];
  journal.watch({ changed: () => t.fail(), closed: ({ message }) => heard.push(message) });
  journal.watch({ changed: () => t.fail() });
  journal.close(new Error('over'));
  journal.close(new Error('again'));
  t.strictSame(heard, ['over']);
});

t.test(
  'the entries that an expectation may be about are found by operation and subject',
  async (t) => {
    const journal = emptyJournal({ requests: 4 });
    const about = (expectation: Expectation, after?: number) =>
      idsOf(journal.about(expectation, after));
    const one = { operation: 'getUser', uid: 1 } as const;
    t.strictSame(about(one), []);
    for (const uid of [1, 2, 1]) add(journal, { subjects: { uid, semestre: null } });
    add(journal, { operation: null });
    t.strictSame(about(one), [1, 3]);
    t.strictSame(about(one, 4), [3], 'that changed after it');
    t.strictSame(about({ operation: 'getUser', uid: 3 }), []);
    t.strictSame(about({ operation: 'getUser' }), [1, 2, 3]);
    t.strictSame(about({}), [1, 2, 3, 4], 'without an operation, all may be');
    t.strictSame(about({ uid: 1 }, 4), [3, 4]);
    for (let count = 0; count < 2000; count++) {
      add(journal);
      about(one);
    }
    t.strictSame(about(one), [2001, 2002, 2003, 2004], 'and none that was dropped');
    journal.empty('clear');
    t.strictSame(about(one), []);
  },
);

t.test('the nearest are looked for among the latest 10,000', async (t) => {
  const journal = emptyJournal();
  add(journal, { status: 404 });
  const others = { operation: 'listUsers', subjects: { uid: null, semestre: null } } as const;
  for (let count = 0; count < 10_000; count++) add(journal, others);
  const { nearest } = verify(journal, { operation: 'getUser', uid: 1, status: 200 });
  t.match(nearest, [{ entry: { id: 10_001 } }, { entry: { id: 10_000 } }, { entry: { id: 9999 } }]);
});

t.test('a shown entry may be changed, and the next one is as it was', async (t) => {
  const journal = journalOf({}, {});
  const [first, second] = journal.list();
  (first?.headers as Record<string, string>).accept = 'changed';
  t.strictSame(second?.headers, { accept: '*/*' });
  t.match(journalOf({ rawHeaders: ['Accept', 'text/html'] }).list(), [
    { headers: { accept: 'text/html' } },
  ]);
});

t.test('a full journal is emptied at once, and its entries are released in turns', async (t) => {
  const journal = emptyJournal();
  const first = begin(journal);
  for (let at = 0; at < 24_000; at++) add(journal);
  const last = begin(journal);
  const told: Entry[] = [];
  journal.watch({ changed: (entry) => told.push(entry) });
  journal.empty('clear');
  t.strictSame(journal.list(), []);
  t.strictSame([first.details, first.log], [undefined, undefined]);
  t.ok(last.details, 'other clients are served before this one is released');
  const outcome = { ...OUTCOME, requestBody: 'x'.repeat(2000), responseBody: 'y'.repeat(2000) };
  journal.end(first, outcome);
  journal.end(last, outcome);
  t.strictSame(told, [], 'a request of the former journal is not told');
  while (last.log) await setImmediate();
  t.equal(last.details, undefined);
  add(journal);
  t.match(journal.list(), [{ id: 1, dropped: false }]);
});
