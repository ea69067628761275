import t from 'tap';
import { warningsOf } from '../../src/traffic/warnings.ts';

const request = (query: string) => ({
  method: 'GET',
  operation: 'listUsers' as const,
  url: `/api/users?key=a&${query}`,
  rawHeaders: ['Accept', '*/*'],
  unchanged: false,
});

t.test('a query parameter of any name is reported as unknown or repeated', async (t) => {
  const warnings = warningsOf(request('statut=1&constructor=1&__proto__=1&statut=0'));
  t.match(warnings, [/"statut" is repeated/, /"constructor" is unknown/, /"__proto__" is un/]);
  t.equal(warnings.length, 3);
});

t.test('of many query parameters, some are reported, and that there are more', async (t) => {
  const names = Array.from({ length: 5000 }, (_, index) => `p${index}`);
  const warnings = warningsOf(request(names.join('&')));
  t.equal(warnings.length, 21);
  t.equal(warnings[20], 'there are more such query parameters');
});

t.test('of no operation, every parameter but the key is unknown', async (t) => {
  const warnings = warningsOf({ ...request('a=1'), operation: null });
  t.match(warnings, [/"a" is unknown/]);
  t.equal(warnings.length, 1);
});
