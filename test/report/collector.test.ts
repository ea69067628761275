import t from 'tap';
import { Collector } from '../../src/report/collector.ts';
import { reportOf } from '../../src/report/report.ts';
import type { Exchange } from '../../src/traffic/observer.ts';
import { Redaction } from '../../src/traffic/redaction.ts';
import { clock, exchange, spanOf } from './exchanges.ts';

function collector(limits = { observations: 4, pulling: 2, pulls: 2 }): Collector {
  const redaction = new Redaction([]);
  return new Collector({ redactionOf: () => redaction, limits });
}

t.test('observations of ended spans are summed up, and stay as they were judged', async (t) => {
  const collected = collector();
  for (let count = 0; count < 100; count++) {
    const span = spanOf();
    const { entry, ...request } = exchange({ span });
    collected.ended({ ...request, entry });
    if (count % 2 === 0 && entry.witness) entry.witness.expected = true;
    span.ended = true;
  }
  const { findings, expected, dropped, worlds, met } = reportOf(collected);
  t.match(findings, [{ kind: 'refusal', count: 50 }]);
  t.equal(findings[0]?.examples.length, 5);
  t.match(met, [{ count: 100, expected: 50, next: { stopped: 100 } }]);
  t.strictSame([expected, worlds, dropped], [50, 100, { unjudged: 0, groups: 0 }]);
});

t.test('of a span that lasts, the oldest are dropped, and that is told', async (t) => {
  const collected = collector();
  const span = spanOf();
  for (let uid = 1; uid <= 10; uid++)
    collected.ended(exchange({ span, url: `/api/users/${uid}?key=k` }));
  const { findings, dropped, requests } = reportOf(collected);
  t.equal(requests, 10);
  t.equal((findings[0]?.count ?? 0) + dropped.unjudged, 10);
  t.ok(dropped.unjudged > 0);
});

t.test('pulls are bounded by clients and by their number', async (t) => {
  const collected = collector();
  const pull = (span: Exchange['span'], semestre: string) =>
    collected.ended(
      exchange({
        span,
        operation: 'getActualisationSemestre',
        subjects: { uid: null, semestre },
        url: `/api/actualisation/${semestre}?key=k`,
        status: 200,
        code: undefined,
      }),
    );
  const ended = spanOf();
  pull(ended, '2014-S1');
  pull(ended, '2015-S1');
  pull(ended, '2016-S1');
  t.equal(reportOf(collected).dropped.unjudged, 1, 'the third pull of a client');
  ended.ended = true;
  for (let count = 0; count < 3; count++) pull(spanOf(), '2013-S1');
  const { findings, halfYears, dropped } = reportOf(collected);
  t.match(findings, [
    { kind: 'half-year-gap', detail: '2014-S2', operation: 'getActualisationSemestre' },
  ]);
  t.equal(dropped.unjudged, 2, 'and the first of the clients that last');
  t.strictSame(halfYears, [
    { semestre: '2014-S1', count: 1 },
    { semestre: '2015-S1', count: 1 },
    { semestre: '2013-S1', count: 2 },
  ]);
});

t.test('different findings, outcomes and half-years are bounded', async (t) => {
  const collected = collector({ observations: 10_000, pulling: 10_000, pulls: 10_000 });
  for (let count = 0; count < 600; count++) {
    const status = 600 + count;
    collected.ended(exchange({ url: `/api/users/9?key=k&p${count}=1`, status, code: undefined }));
    const semestre = `${1000 + count}-S1`;
    collected.ended(
      exchange({
        operation: 'getActualisationSemestre',
        subjects: { uid: null, semestre },
        status: 200,
        code: undefined,
        url: `/api/actualisation/${semestre}?key=k`,
      }),
    );
  }
  const { findings, met, operations, dropped, halfYears } = reportOf(collected);
  t.equal(findings.length, 500);
  t.equal(met.length, 500);
  t.equal(halfYears.length, 500);
  t.equal(
    dropped.groups,
    100 + 100 + 600 + 100,
    'unknown parameters, outcomes, "gave-up", half-years',
  );
  const [first] = operations;
  t.equal(first?.outcomes.length, 101);
  t.match(
    first?.outcomes.find(({ outcome }) => outcome === 'others'),
    { count: 500 },
  );
});

t.test('the awaited and the remembered requests of a client are bounded', async (t) => {
  const collected = collector({ observations: 100_000, pulling: 1, pulls: 1 });
  const span = spanOf();
  for (let uid = 1; uid <= 2500; uid++)
    collected.ended(exchange({ span, url: `/api/users/${uid}?key=k` }));
  collected.ended(exchange({ span, url: '/api/users/1?key=k' }));
  collected.ended(exchange({ span, url: '/api/users/2500?key=k' }));
  t.match(reportOf(collected).met, [{ next: { stopped: 2501, futile: 1 } }]);
});

t.test('the same request is a repetition within the window only', async (t) => {
  const collected = collector();
  const span = spanOf();
  collected.ended(exchange({ span }));
  clock.now += 61_000;
  collected.ended(exchange({ span }));
  t.match(reportOf(collected).met, [{ next: { stopped: 2 } }]);
});

t.test('a world is counted once', async (t) => {
  const collected = collector();
  const [one, other] = [spanOf(), spanOf()];
  for (const span of [one, other, one, one, other]) collected.ended(exchange({ span }));
  t.equal(reportOf(collected).worlds, 2);
});

t.test('parallel requests do not repeat each other', async (t) => {
  const collected = collector();
  const span = spanOf();
  const [one, other] = [exchange({ span }), exchange({ span })];
  collected.ended({ ...other, end: other.end + 10 });
  collected.ended(one);
  t.match(reportOf(collected).met, [{ next: { stopped: 2 } }]);
});

/** A POST, dropped by a rule before its body was read, and its repetition. */
function lostPost(span: Exchange['span']): readonly [Exchange, Exchange] {
  const post = { span, operation: 'setUserStatut', method: 'POST', code: undefined } as const;
  const delays = { before: 0, after: 0, between: 0 };
  const decision = { rules: ['r'], delays, action: { action: 'drop' } } as const;
  const lost = exchange({ ...post, decision, state: 'aborted', status: 0 });
  return [lost, exchange({ ...post, status: 200, requestBody: '{"action":1}' })];
}

t.test('a client may notice the end of a connection before the server does', async (t) => {
  const collected = collector();
  const span = spanOf();
  const [lost, repeated] = lostPost(span);
  collected.simulating(span, 'demo');
  for (let count = 0; count < 300; count++) {
    collected.ended(
      exchange({ span, url: `/api/users/${count}?key=k`, status: 200, code: undefined }),
    );
  }
  collected.ended(repeated);
  collected.ended(lost);
  t.match(reportOf(collected).met, [{ outcome: 'drop', next: { blind: 1 } }]);
});

t.test(
  'a request among many is found again, and the oldest of very many are forgotten',
  async (t) => {
    const collected = collector();
    const span = spanOf();
    const [lost, repeated] = lostPost(span);
    collected.simulating(span, 'demo');
    collected.ended(lost);
    for (let count = 0; count < 300; count++) {
      collected.ended(
        exchange({ span, status: 200, code: undefined, url: '/api?key=k', operation: 'getIndex' }),
      );
    }
    collected.ended({ ...repeated, start: clock.now + 1 });
    t.match(reportOf(collected).met, [{ next: { blind: 1 } }], 'getIndex is no look at the record');
    const another = collector({ observations: 1000, pulling: 1, pulls: 1 });
    const parallel = exchange({ span });
    for (let each = 0; each < 300; each++) another.ended({ ...parallel });
    const later = exchange({ span });
    for (let each = 0; each < 300; each++) another.ended({ ...later });
    const { met } = reportOf(another);
    t.match(met, [{ count: 600, next: { futile: 200, stopped: 400 } }], '100 were forgotten');
  },
);
