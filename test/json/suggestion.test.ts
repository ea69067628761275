import t from 'tap';
import { meant, suggestion } from '../../src/json/suggestion.ts';

const LEVELS = ['silent', 'error', 'warn', 'info', 'debug'];

t.test('a name within reach is suggested', async (t) => {
  for (const [name, near] of [
    ['inof', 'info'],
    ['erro', 'error'],
    ['warning', 'warn'],
    ['s', 'silent'],
    ['INFO', 'info'],
    ['Erorr', 'error'],
    ['watn', 'warn'],
    ['wait', undefined],
    ['verbose', undefined],
    ['trace', undefined],
    ['', undefined],
  ] as const) {
    t.equal(meant(name, LEVELS), near, name);
  }
});

t.test('a message about an unlike name lists all names', async (t) => {
  t.equal(suggestion('verbose', LEVELS), `give one of ${LEVELS.join(', ')}.`);
  t.equal(suggestion('inof', LEVELS), 'did you mean "info"?');
});
