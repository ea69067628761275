import t from 'tap';
import { CAPTURED, type Exchange, Journal, type JournalFilter } from '../../src/traffic/journal.ts';
import { Redaction } from '../../src/traffic/redaction.ts';

const EXCHANGE: Exchange = {
  at: Date.parse('2016-03-14T09:26:53.500Z'),
  operation: 'getUser',
  subjects: { uid: 1 },
  method: 'GET',
  url: '/api/users/1?key=abcdef&sesame=1',
  status: 200,
  duration: 1.5,
  application: 'demo',
  rawHeaders: ['Accept', '*/*', 'X-Word', 'sesame', 'accept', 'text/html'],
  requestBody: null,
  responseBody: null,
  rule: null,
  unchanged: false,
  refusal: null,
};

/** A journal of exchanges like that one, with other members. */
function journalOf(...members: Partial<Exchange>[]): Journal {
  const journal = new Journal(() => new Redaction(['sesame']));
  for (const member of members) journal.add({ ...EXCHANGE, ...member });
  return journal;
}

const idsOf = (journal: Journal, filter?: JournalFilter) =>
  journal.entries(filter).map(({ id }) => id);

/** A body of so many bytes. */
const body = (length: number) => ({ bytes: Buffer.alloc(length, 'a'), length });

t.test('an exchange is shown in full, without secrets', async (t) => {
  t.strictSame(journalOf({}).entries(), [
    {
      id: 1,
      at: '2016-03-14T09:26:53Z',
      operation: 'getUser',
      uid: 1,
      method: 'GET',
      path: '/api/users/1',
      query: { key: '***', '***': '1' },
      status: 200,
      duration: 1.5,
      application: 'demo',
      headers: { accept: '*/*, text/html', 'x-word': '***' },
      requestBody: null,
      responseBody: null,
      rule: null,
      warnings: ['the query parameter « *** » is unknown, and ignored'],
      refusal: null,
    },
  ]);
});

t.test('a URL without a query has no parameters, an empty one no path', async (t) => {
  t.match(journalOf({ url: '/api' }, { url: '' }).entries(), [
    { path: '/api', query: {} },
    { path: '', query: {} },
  ]);
});

t.test('of a long body, the beginning is shown and the length told', async (t) => {
  const whole = { bytes: Buffer.from('sesame!'), length: 7 };
  const long = { bytes: Buffer.alloc(CAPTURED, 'a'), length: 1_000_000 };
  const shown = journalOf({ requestBody: whole, responseBody: long }).entries()[0];
  t.strictSame(shown?.requestBody, { text: '***!', length: 7, cut: false });
  t.strictSame(shown?.responseBody, { text: 'a'.repeat(4096), length: 1_000_000, cut: true });
});

t.test('a body is cut where more is kept than is shown', async (t) => {
  const [shown] = journalOf({ requestBody: body(4097) }, {}).entries();
  t.match(shown?.requestBody, { length: 4097, cut: true });
  const [exact] = journalOf({ requestBody: body(4096) }).entries();
  t.match(exact?.requestBody, { length: 4096, cut: false });
});

t.test('an answer that is a text is shown as a body is', async (t) => {
  for (const [text, cut] of [
    ['sesame é', false],
    ['é'.repeat(4096), false],
    ['é'.repeat(4097), true],
  ] as const) {
    const [shown] = journalOf({ responseBody: text }).entries();
    t.strictSame(shown?.responseBody, {
      text: text.replace('sesame', '***').slice(0, 4096),
      length: Buffer.byteLength(text),
      cut,
    });
  }
});

t.test('beyond 1,000 entries the oldest go, and are counted', async (t) => {
  const journal = journalOf(...Array.from({ length: 1000 }, () => ({})));
  t.equal(journal.dropped, 0);
  for (const uid of [2, 3, 4]) journal.add({ ...EXCHANGE, subjects: { uid } });
  t.equal(journal.dropped, 3);
  const ids = idsOf(journal);
  t.equal(ids.length, 1000);
  t.strictSame([ids[0], ids.at(-1)], [4, 1003]);
});

t.test('beyond 4 MiB the oldest go, as many as it takes', async (t) => {
  const journal = journalOf(...Array.from({ length: 10 }, () => ({ requestBody: body(400_000) })));
  t.equal(journal.dropped, 0);
  journal.add({ ...EXCHANGE, responseBody: body(1_000_000) });
  t.equal(journal.dropped, 3);
  t.strictSame(idsOf(journal), [4, 5, 6, 7, 8, 9, 10, 11]);
});

t.test('the latest entry stays, however large', async (t) => {
  const journal = journalOf({}, {}, { requestBody: body(5_000_000) });
  t.strictSame(idsOf(journal), [3]);
  journal.add(EXCHANGE);
  t.strictSame(idsOf(journal), [4]);
});

const FILTERS: [JournalFilter, number[]][] = [
  [{}, [1, 2, 3, 4]],
  [{ operation: 'getUser' }, [1, 4]],
  [{ uid: 7 }, [2]],
  [{ status: 404 }, [4]],
  [{ since: '2016-03-14T10:00:00Z' }, [3, 4]],
  [{ until: '2016-03-14T10:00:00Z' }, [1, 2]],
  [{ since: '2016-03-14T10:00:00Z', until: '2016-03-14T10:00:01Z' }, [3]],
  [{ after: 2 }, [3, 4]],
  [{ operation: 'getUser', status: 200 }, [1]],
  [{ uid: 8 }, []],
];
for (const [filter, ids] of FILTERS) {
  t.test(`the filter ${JSON.stringify(filter)} shows ${ids}`, async (t) => {
    const journal = journalOf(
      {},
      { operation: 'setUserStatut', subjects: { uid: 7 } },
      { operation: 'listUsers', subjects: { uid: null }, at: Date.parse('2016-03-14T10:00:00Z') },
      { status: 404, at: Date.parse('2016-03-14T11:00:00Z') },
    );
    t.strictSame(idsOf(journal, filter), ids);
  });
}

t.test('a listener hears every entry to come, until it stops', async (t) => {
  const journal = journalOf({});
  const heard: number[] = [];
  const stop = journal.listen(({ id }) => heard.push(id));
  const once = journal.listen(() => once());
  journal.add(EXCHANGE);
  journal.add(EXCHANGE);
  stop();
  journal.add(EXCHANGE);
  t.strictSame(heard, [2, 3]);
});

t.test('a cleared journal is empty, counts from 1 again, and is still listened to', async (t) => {
  const journal = journalOf(...Array.from({ length: 1001 }, () => ({})));
  const heard: number[] = [];
  journal.listen(({ id }) => heard.push(id));
  journal.clear();
  t.strictSame([idsOf(journal), journal.dropped], [[], 0]);
  journal.add(EXCHANGE);
  t.strictSame([idsOf(journal), heard], [[1], [1]]);
});
