import t from 'tap';
import { beginningOf, tooDeepAt } from '../../src/json/value.ts';

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

const TEXTS: [text: string, at: number | undefined][] = [
  ['', undefined],
  [nested(100), undefined],
  [nested(101), 100],
  ['{"a":'.repeat(101), 500],
  [`[${'[],{},'.repeat(200)}0]`, undefined],
  [JSON.stringify(nested(101)), undefined],
  [`"\\"${nested(101)}"`, undefined],
  [`"\\\\"${nested(101)}`, 104],
  [`"${nested(101)}`, undefined],
];
for (const [text, at] of TEXTS) {
  const shown = text.length > 40 ? `${text.slice(0, 10)}… of ${text.length}` : text;
  t.test(`${shown} is nested too deep at ${at}`, async (t) => t.equal(tooDeepAt(text), at));
}

t.test('about as much of a value is written as is requested', async (t) => {
  const long = 'x'.repeat(10_000);
  for (const value of [long, [long], { a: long }, { [long]: long }, [['y'.repeat(60)], [long]]]) {
    t.ok(beginningOf(value, 60).length < 200);
  }
});
