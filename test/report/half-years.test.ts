import t from 'tap';
import { findingsOf, type Pull } from '../../src/report/half-years.ts';

const EXAMPLE = { at: 0, world: 'the main world', method: 'GET', path: '/api', status: 200 };

/** Pulls, each of a half-year (or of everything: null) at an instant; expected ones end with "verified". */
function pullsOf(...pulls: readonly (readonly [string | null, string, 'verified'?])[]): Pull[] {
  return pulls.map(([semestre, at, verified]) => ({
    semestre,
    at: Date.parse(at) / 1000,
    witness: { expected: verified !== undefined },
    example: EXAMPLE,
  }));
}

const found = (pulls: Pull[]) => findingsOf(pulls).map(({ kind, semestre }) => [kind, semestre]);

const LATE = '2017-03-01T00:00:00Z';

for (const [what, pulls, expected] of [
  ['one half-year', pullsOf(['2016-S1', LATE]), []],
  ['two that follow each other', pullsOf(['2016-S1', LATE], ['2016-S2', LATE]), []],
  ['in any order', pullsOf(['2016-S2', LATE], ['2016-S1', LATE]), []],
  ['one left out', pullsOf(['2015-S2', LATE], ['2016-S2', LATE]), [['half-year-gap', '2016-S1']]],
  [
    'one pulled before its end only',
    pullsOf(['2016-S1', '2016-03-14T00:00:00Z'], ['2016-S2', '2016-09-01T00:00:00Z']),
    [['half-year-gap', '2016-S1']],
  ],
  [
    'one pulled each night, and once after its end, in Paris',
    pullsOf(
      ['2016-S1', '2016-03-14T00:00:00Z'],
      ['2016-S1', '2016-06-30T21:59:59Z'],
      ['2016-S1', '2016-06-30T22:00:00Z'],
      ['2016-S2', '2016-09-01T00:00:00Z'],
    ),
    [],
  ],
  [
    'one second before its end is too soon',
    pullsOf(['2016-S1', '2016-06-30T21:59:59Z'], ['2016-S2', '2016-09-01T00:00:00Z']),
    [['half-year-gap', '2016-S1']],
  ],
  [
    'one pulled twice after its end',
    pullsOf(['2016-S1', LATE], ['2016-S1', LATE]),
    [['half-year-overlap', '2016-S1']],
  ],
  [
    'one pulled after all records',
    pullsOf([null, LATE], ['2016-S1', LATE]),
    [['half-year-overlap', '2016-S1']],
  ],
  [
    'all records fill the gaps before them',
    pullsOf(['2015-S1', '2015-03-01T00:00:00Z'], [null, LATE], ['2017-S1', LATE]),
    [],
  ],
  ['one that has not begun brings nothing', pullsOf(['2016-S1', LATE], ['2020-S1', LATE]), []],
  [
    'a clock that is moved back begins another story',
    pullsOf([null, LATE], ['2016-S1', '2016-03-14T00:00:00Z'], ['2016-S1', LATE]),
    [],
  ],
  ['a first half-year of all', pullsOf(['0001-S1', LATE], ['0001-S2', LATE]), []],
] as const) {
  t.test(what, async (t) => {
    t.strictSame(found([...pulls]), expected);
  });
}

t.test('a long gap is told in part', async (t) => {
  t.equal(found(pullsOf(['1950-S1', LATE], ['2016-S1', LATE])).length, 39);
});

t.test('verified pulls are expected: both of a gap, the last of an overlap', async (t) => {
  const expected = (pulls: Pull[]) => findingsOf(pulls).map((finding) => finding.expected);
  t.strictSame(expected(pullsOf(['2015-S1', LATE, 'verified'], ['2016-S1', LATE])), [false]);
  t.strictSame(expected(pullsOf(['2015-S1', LATE], ['2016-S1', LATE, 'verified'])), [false]);
  const both = pullsOf(['2015-S1', LATE, 'verified'], ['2016-S1', LATE, 'verified']);
  t.strictSame(expected(both), [true]);
  t.strictSame(expected(pullsOf(['2016-S1', LATE], ['2016-S1', LATE, 'verified'])), [true]);
});
