import t from 'tap';
import { presented, Redaction, redactHeader, redactQuery } from '../../src/traffic/redaction.ts';

const SECRET = 'été "à" Nîmes/2016';

const SPELLINGS: [string, string][] = [
  ['as it is', SECRET],
  ['in a URL', encodeURIComponent(SECRET)],
  ['in a form', encodeURIComponent(SECRET).replaceAll('%20', '+')],
  [
    'in a URL in small letters',
    encodeURIComponent(SECRET).replace(/%../g, (octet) => octet.toLowerCase()),
  ],
  ['in JSON', JSON.stringify(SECRET).slice(1, -1)],
  ['in JSON in ASCII', ascii(SECRET, (digits) => digits)],
  ['in JSON in ASCII in capitals', ascii(SECRET, (digits) => digits.toUpperCase())],
  ['in JSON with escaped slashes', JSON.stringify(SECRET).slice(1, -1).replace('/', '\\/')],
  ['in Base64', Buffer.from(SECRET).toString('base64').replace(/=+$/, '')],
];
function ascii(text: string, cased: (digits: string) => string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/[^ -~]/g, (unit) => `\\u${cased(unit.charCodeAt(0).toString(16).padStart(4, '0'))}`);
}

for (const [how, spelling] of SPELLINGS) {
  t.test(`a secret written ${how} is removed, at any place`, async (t) => {
    const redaction = new Redaction([SECRET]);
    t.equal(redaction.text(`<${spelling}> and ${spelling}`), '<***> and ***');
  });
}

t.test('a secret that begins with another is removed whole', async (t) => {
  t.equal(new Redaction(['abcdef', 'abcdefghi']).text('abcdefghi abcdef'), '*** ***');
});

t.test(
  'a password that a request presented is a secret, unless it is as short as a word',
  async (t) => {
    const redaction = new Redaction(['']).with(['wrong-password', 'users', '']);
    t.equal(redaction.text('wrong-password users'), '*** users');
  },
);

t.test('a short secret is one all the same when it is known', async (t) => {
  t.equal(new Redaction(['abc']).text('abc d'), '*** d');
});

t.test('a presented password may begin with a secret, or a secret with it', async (t) => {
  const known = new Redaction(['abcdef']);
  t.equal(known.with(['abcdefghi']).text('abcdefghi abcdef'), '*** ***');
  t.equal(new Redaction(['abcdefghi']).with(['abcdef']).text('abcdefghi abcdef'), '*** ***');
  t.equal(known.text('abcdefghi'), '***ghi', 'it is a secret for that request only');
});

t.test('a long text that was presented is removed as it came', async (t) => {
  const long = 'é+'.repeat(8000);
  t.equal(new Redaction([]).with([long]).text(`<${long}>`), '<***>');
});

t.test('half a character in a secret causes no error', async (t) => {
  t.equal(new Redaction(['se\ud83dcret']).text('<se\ud83dcret>'), '<***>');
});

const MADE = 'fsm_0123456789abcdef01234567';

t.test('a secret with the mark is found without registration, also in Base64', async (t) => {
  const redaction = new Redaction([]);
  t.equal(redaction.text(`key=${MADE}&a=1 "fsm%5F${MADE.slice(4)}"`), 'key=***&a=1 "***"');
  t.equal(redaction.text('the fsm_ mark, fsm_short'), 'the fsm_ mark, fsm_short');
  for (const before of [
    'sandbox-a1b2c3d4e5f6:',
    'sandbox-11b2:',
    '',
    'a',
    'ab',
    'abc',
    'é:',
    'key=',
  ]) {
    const text = Buffer.from(`${before}${MADE}\u00ff`).toString('base64');
    for (const spelling of [text, text.replaceAll('+', '%2B').replaceAll('/', '%2F')]) {
      const redacted = redaction.text(`<${spelling}>`);
      t.match(redacted, /^<[\w+/%]*\*\*\*=*>$/, before);
      const left = Buffer.from(redacted.slice(1).replace(/\*.*/, ''), 'base64').toString();
      t.ok(left.length <= before.length, `${left} of ${before}`);
    }
  }
});

t.test('the presented password and key are found in headers and URL', async (t) => {
  const credentials = Buffer.from('demo:pass:word').toString('base64');
  t.strictSame(
    presented(['Host', 'mock', 'authorization', `Basic  ${credentials}`], '/users?key=a&b=1&key=c'),
    ['a', 'c', credentials.replace(/=+$/, ''), 'pass:word'],
  );
  t.strictSame(presented(['Authorization', 'alone'], '/users'), ['', '']);
  const made = Buffer.from(`sandbox-a1b2c3d4e5f6:${MADE}`).toString('base64');
  const redaction = new Redaction([]);
  t.equal(redaction.with(presented(['Authorization', `Basic ${made}`], '/')), redaction);
});

const HEADERS: [string, string, string][] = [
  ['authorization', 'Basic ZGVtbzpkZW1v', 'Basic ***'],
  ['authorization', 'secret-without-scheme', '***'],
  ['proxy-authorization', 'Bearer abc', 'Bearer ***'],
  ['cookie', 'session=1', '***'],
  ['x-key', 'whatever it is', '***'],
  ['x-note', 'my sesame', 'my ***'],
  ['accept', 'application/json', 'application/json'],
];
for (const [name, value, shown] of HEADERS) {
  t.test(`the header ${name}: ${value} is shown as ${shown}`, async (t) => {
    t.equal(redactHeader(name, value, new Redaction(['sesame'])), shown);
  });
}

t.test('the parameters of a query are shown without secrets', async (t) => {
  const shown = redactQuery(
    'key=abc&Key=d&a=1&a=2&a=sesame&sesame=x&b=%C3%A9',
    new Redaction(['sesame']),
  );
  t.strictSame(shown, { key: '***', Key: '***', a: ['1', '2', '***'], '***': 'x', b: 'é' });
  t.strictSame(redactQuery('', new Redaction([])), {});
  const odd = redactQuery('constructor=1&__proto__=2&__proto__=3', new Redaction([]));
  t.equal(JSON.stringify(odd), '{"constructor":"1","__proto__":["2","3"]}');
});
