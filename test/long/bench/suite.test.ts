import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { linesOf } from '../../../bench/peers/files.ts';
import { ours } from '../../../bench/peers/ours.ts';
import type { Peer } from '../../../bench/peers/peer.ts';
import { PEERS } from '../../../bench/peers/peers.ts';
import { figuresTable } from '../../../bench/peers/table.ts';
import { differencesOf } from '../../../bench/suite/run.ts';
import { suiteTable } from '../../../bench/suite/table.ts';
import { TESTS } from '../../../bench/suite/tests.ts';
import { ROOT, run } from '../../command-helpers.ts';

t.setTimeout(300_000);

t.test('the suite of tests', async (t) => {
  const home = t.testdir();
  const large = path.join(home, 'large');
  await run(t, ['generate', large, '--generate', '10000', '--seed', '42']);
  const folders = { home, fixtures: path.join(ROOT, 'fixtures'), large };

  t.test('ours passes each', async (t) => {
    t.strictSame(await differencesOf(ours, folders), []);
  });

  t.test('a server with one answer for all passes none', async (t) => {
    const file = path.join(ROOT, 'bench', 'floors', 'constant.mjs');
    const constant: Peer = {
      ...ours,
      name: 'constant',
      // Over TLS, it would not begin.
      cannot: { https: { en: '', fr: '', link: '' } },
      configure: ({ port }) => [process.execPath, file, `${port}`, '10'],
      abilities: () => ({
        reset: async () => {},
        requests: async () => [],
        fault: async () => {},
        change: async () => {},
        freeze: async () => {},
        revoke: async () => {},
      }),
    };
    const found = await differencesOf(constant, folders);
    const failed = found.map((line) => /^constant, "(.+?)": /.exec(line)?.[1]);
    const others = TESTS.map(({ id }) => id).filter((id) => id !== 'https');
    t.strictSame(failed.sort(), others.sort());
  });

  t.test('a table that says less than a server does is found', async (t) => {
    const [reason] = Object.values(PEERS[1]?.cannot ?? {});
    t.ok(reason);
    const modest: Peer = {
      ...ours,
      workarounds: { users: ['certificate.sh'] },
      cannot: reason ? { user: reason } : {},
    };
    t.strictSame(await differencesOf(modest, folders), [
      'faire-simple-mock, "user": passes',
      'faire-simple-mock, "users": passes',
    ]);
  });
});

t.test('the pages have the table of the suite', async (t) => {
  const known = TESTS.map(({ id }) => id);
  t.equal(new Set(known).size, 30, 'thirty tests, as they say');
  for (const { name, workarounds, cannot } of PEERS) {
    const named = [...Object.keys(workarounds), ...Object.keys(cannot)];
    t.strictSame(
      named.filter((id) => !known.includes(id)),
      [],
      `${name} names tests that exist`,
    );
    t.equal(new Set(named).size, named.length, `${name} names each once`);
    for (const { link } of Object.values(cannot)) t.match(link, /^https:/);
  }
  for (const [page, language] of [
    ['comparison.md', 'en'],
    ['comparison.fr.md', 'fr'],
  ] as const) {
    const text = fs.readFileSync(path.join(ROOT, 'docs', page), 'utf8');
    const [, found] = /<!-- suite -->\n(.*)\n<!-- \/suite -->/s.exec(text) ?? [];
    t.equal(found, suiteTable([ours, ...PEERS], language), page);
  }
});

t.test('lines are counted without comments, and with the line breaks of templates', async (t) => {
  t.equal(linesOf(['certificate.sh']), 3);
  t.equal(linesOf(['certificate.sh', 'certificate.sh']), 3, 'a file once');
  t.equal(linesOf(['json-server/worlds.cjs']), 10, 'no comment');
  const template = 'mockoon/half-years.json';
  const text = fs.readFileSync(path.join(ROOT, 'bench', 'peers', template), 'utf8');
  t.ok(linesOf([template]) > text.split('\n').length + 20, 'templates');
});

t.test('figures are written as each language writes numbers', async (t) => {
  const times = { list: 1234.5, first: 0.5, wait: 12.34, started: 1000 };
  const memory = { before: 99.9, most: 1000 };
  const counts = { plain: 3000, workarounds: 100 };
  const figures = [{ peer: PEERS[3] as Peer, rate: 12345, ...times, ...memory, ...counts }];
  t.match(
    figuresTable(figures, 'en'),
    '| 12,345 requests/s | 1,235 ms | 0.50 ms | 12.3 ms | 99.9, 1,000 MB | 1,000 ms | 3,000 + 100 |',
  );
  t.match(
    figuresTable(figures, 'fr'),
    '| 12\u00a0345 requêtes/s | 1\u00a0235 ms | 0,50 ms | 12,3 ms | 99,9 et 1\u00a0000 Mo | 1\u00a0000 ms | 3\u00a0000 + 100 |',
  );
});
