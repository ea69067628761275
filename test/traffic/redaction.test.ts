import t from 'tap';
import { Redaction, redactHeader, redactQuery } from '../../src/traffic/redaction.ts';

const SECRET = 'été "à" Nîmes/2016';

const SPELLINGS: [string, string][] = [
  ['as it is', SECRET],
  ['in a URL', encodeURIComponent(SECRET)],
  ['in a form', encodeURIComponent(SECRET).replaceAll('%20', '+')],
  ['in JSON', JSON.stringify(SECRET).slice(1, -1)],
  ['in Base64', Buffer.from(SECRET).toString('base64').replace(/=+$/, '')],
];
for (const [how, spelling] of SPELLINGS) {
  t.test(`a secret written ${how} is removed, wherever it stands`, async (t) => {
    const redaction = new Redaction([SECRET]);
    t.equal(redaction.text(`<${spelling}> and ${spelling}`), '<***> and ***');
  });
}

t.test('a secret that begins with another is removed whole', async (t) => {
  t.equal(new Redaction(['abcdef', 'abcdefghi']).text('abcdefghi abcdef'), '*** ***');
});

t.test('what a request presented is a secret, unless it is as short as a word', async (t) => {
  const redaction = new Redaction([''], ['wrong-password', 'users', '']);
  t.equal(redaction.text('wrong-password users'), '*** users');
});

t.test('a short secret is one all the same when it is known', async (t) => {
  t.equal(new Redaction(['abc']).text('abc d'), '*** d');
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
});
