import t from 'tap';
import { isRaw, parseExactly } from '../../src/json/exact.ts';

const NUMBERS = [
  '12345678901234567890',
  '-12345678901234567890',
  '0.1234567890123456789',
  '1e400',
  '-1E400',
  '1.5e+400',
  '1e-400',
];
const PLACES = [
  '@',
  ' @',
  '[@]',
  '[0,@]',
  '[0, @]',
  '{"a":@}',
  '{"a": @}',
  '{"a":\n@}',
  '{"a":[[\t@]]}',
];
for (const number of NUMBERS) {
  t.test(`${number} keeps its text wherever it is`, async (t) => {
    for (const place of PLACES) {
      const text = place.replace('@', number);
      t.equal(JSON.stringify(parseExactly(text)), text.replace(/\s/g, ''), text);
    }
  });
}

t.test('numbers that JavaScript holds are numbers', async (t) => {
  for (const number of ['0', '-1', '1.5', '1e3', '9007199254740991', '0.1', '1.0']) {
    const value = parseExactly(`[${number}]`) as unknown[];
    t.strictSame(value, [Number(number)]);
    t.notOk(isRaw(value[0]));
  }
});

t.test('digits in texts are not numbers', async (t) => {
  const texts = ['le 1er mars', ', 12345678901234567890', ' 1e400', '"1e400"'];
  t.strictSame(parseExactly(JSON.stringify(texts)), texts);
});
