import fs from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { Collector } from '../../src/report/collector.ts';
import { prepareFolder, writeReport } from '../../src/report/files.ts';
import { reportOf } from '../../src/report/report.ts';
import { Redaction } from '../../src/traffic/redaction.ts';
import { fill, skip, smallDisk } from '../disk-helpers.ts';
import { start } from '../helpers.ts';
import { attempt, behaveBadly } from './clients.ts';

t.setTimeout(60_000);

const FILES = ['index.html', 'junit.xml', 'report.json', 'report.md'];
const read = (...names: string[]) => fs.readFileSync(path.join(...names), 'utf8');
const empty = () => reportOf(new Collector({ redactionOf: () => new Redaction([]) }));

t.test('close() writes the four files, and an earlier report is replaced', async (t) => {
  const folder = path.join(t.testdir(), 'a', 'b');
  for (const bad of [true, false]) {
    const server = await start(t, { report: folder });
    t.strictSame(fs.readdirSync(folder).sort(), bad ? [] : FILES, 'nothing is written before');
    if (bad) {
      await attempt(server, '/actualisation');
      await behaveBadly(server);
      await attempt(server, '/nowhere');
    }
    const report = server.report();
    await server.close();
    t.strictSame(fs.readdirSync(folder).sort(), FILES, 'and nothing else is left');
    const json = JSON.parse(read(folder, 'report.json'));
    t.strictSame({ ...json, until: '' }, { ...JSON.parse(JSON.stringify(report)), until: '' });
    const [html, markdown, junit] = ['index.html', 'report.md', 'junit.xml'].map((name) =>
      read(folder, name),
    );
    t.match(html, bad ? 'blind-post' : 'No request reached this server');
    t.match(markdown, bad ? '**blind-post**' : 'No request reached this server');
    t.match(junit, `<testsuites name="faire-simple-mock`);
    t.match(junit, `tests="13" failures="${bad ? 13 : 0}"`);
  }
});

t.test('the page has both languages, no script, and no address of the network', async (t) => {
  const server = await start(t, { report: true });
  await behaveBadly(server);
  const folder = t.testdir();
  const page = writeReport(folder, server.report());
  const html = read(page);
  t.match(html, /<main lang="en".*<main lang="fr"/s);
  t.notMatch(html, /<script|https?:|url\(|@import|\bsrc=|\bon\w+=/);
  t.match(html, `default-src 'none'`);
});

t.test('texts of reports are escaped', async (t) => {
  const report = empty();
  const folder = t.testdir();
  const finding = {
    kind: 'refusal',
    operation: null,
    detail: '<i>&"x"</i>',
    message: '<i>&"x"</i>|\n*',
    advice: '',
    count: 1,
    examples: [{ at: 0, world: '<b>', method: 'GET', path: '/<b>', status: 0 }],
  } as const;
  const coverage = { covered: 1, total: 1, gaps: [] };
  const dropped = { unjudged: 1, groups: 2 };
  writeReport(folder, { ...report, findings: [finding], coverage, dropped });
  t.notMatch(read(folder, 'index.html'), /<i>|<b>/);
  t.match(read(folder, 'index.html'), '&lt;i&gt;&amp;&quot;x&quot;');
  t.match(read(folder, 'index.html'), '1 observations were not judged, and 2');
  t.match(read(folder, 'junit.xml'), 'message="&lt;i&gt;&amp;&quot;x&quot;&lt;/i&gt;|&#10;*"');
  t.match(read(folder, 'report.md'), '\\<i\\>&"x"\\</i\\>\\|\n\\*');
});

t.test('files of other programs are kept', async (t) => {
  for (const name of FILES) {
    const folder = t.testdir({ [name]: 'mine', other: 'mine' });
    t.throws(() => prepareFolder(folder), new RegExp(`its ${name} is of another program`));
    t.throws(() => writeReport(folder, empty()), new RegExp(`its ${name} is of another program`));
    t.strictSame(fs.readdirSync(folder).sort(), [name, 'other'].sort());
    t.equal(read(folder, name), 'mine');
  }
  const folder = t.testdir({ other: 'mine' });
  prepareFolder(folder);
  writeReport(folder, empty());
  t.equal(read(folder, 'other'), 'mine');
});

t.test('a folder that cannot be used is told', async (t) => {
  const folder = t.testdir({ file: '', 'index.html': {} });
  t.throws(() => prepareFolder(path.join(folder, 'file')), /it is a file: give a folder/);
  t.throws(() => prepareFolder(path.join(folder, 'file', 'x')), /it lies below a file/);
  t.throws(() => prepareFolder(folder), /one of its files is a folder/);
  t.throws(() => prepareFolder(`${folder}/${'x'.repeat(300)}`), /ENAMETOOLONG/);
  t.throws(() => prepareFolder('a\0b'), /Cannot write the report .*: ERR_INVALID_ARG_VALUE/);
  await t.rejects(
    start(t, { report: path.join(folder, 'file') }),
    /Cannot write the report .*file/,
  );
});

t.test('a full disk is told, and no half file is left', { skip }, async (t) => {
  const disk = smallDisk(t, 64);
  const folder = path.join(disk, 'report');
  prepareFolder(folder);
  const free = fill(disk);
  t.throws(() => writeReport(folder, empty()), /the disk is full/);
  t.notOk(fs.readdirSync(folder).some((name) => name.endsWith('.new')));
  free();
});

t.test(
  'close() rejects where the report cannot be written, and the server is closed',
  async (t) => {
    const folder = t.testdir();
    const server = await start(t, { report: folder });
    fs.writeFileSync(path.join(folder, 'index.html'), 'mine');
    await t.rejects(server.close(), /is of another program/);
    await t.rejects(fetch(server.url));
    fs.rmSync(path.join(folder, 'index.html'));
  },
);
