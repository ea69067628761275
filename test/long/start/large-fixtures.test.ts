import { constants } from 'node:buffer';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import t from 'tap';
import { command, run } from '../../command-helpers.ts';
import { record } from '../../fixture-helpers.ts';
import { call } from '../../helpers.ts';

t.setTimeout(180_000);

const COUNT = 120_000;

const { nom: _, ...MEMBERS } = record('users', { thematiques: [] });

/** A record, as a line of a file. */
const lineOf = (uid: number) => JSON.stringify({ ...MEMBERS, uid, nom: NAME });

const NAME = 'é'.repeat(2150);

/** The file, and a database three times as large. */
const BYTES = 4e9;

const { bavail, bsize } = fs.statfsSync(os.tmpdir());
const skip = bavail * bsize < BYTES ? 'there is not enough room on the disk' : false;

t.test('a file larger than the longest text that Node can hold', { skip }, async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'faire-simple-mock-'));
  t.teardown(() => fs.rmSync(folder, { recursive: true }));
  const fixtures = path.join(folder, 'fixtures');
  fs.mkdirSync(fixtures);
  const file = path.join(fixtures, 'users.json');
  const descriptor = fs.openSync(file, 'w');
  for (let uid = 1; uid <= COUNT; uid++) {
    fs.writeSync(descriptor, `${uid === 1 ? '[' : ','}\n${lineOf(uid)}`);
  }
  fs.writeSync(descriptor, '\n]\n');
  fs.closeSync(descriptor);
  t.ok(fs.statSync(file).size > constants.MAX_STRING_LENGTH);

  await t.test('is served from a database, in little memory', async (t) => {
    const database = path.join(folder, 'large.db');
    const args = ['--port', '0', '--fixtures', fixtures, '--database', database];
    const started = command(t, args);
    const server = await started.listening();
    const { status, json } = await call(server, `/users/${COUNT}`);
    t.equal(status, 200);
    t.strictSame(json, JSON.parse(lineOf(COUNT)));
    const { pid } = started.child;
    const proc = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
    const most = Number(/VmHWM:\s+(\d+) kB/.exec(proc)?.[1]) / 1024;
    t.ok(most < 200, `at most ${most} MB`);
  });

  await t.test('is refused for its last record, with the place', async (t) => {
    const last = lineOf(COUNT);
    const wrong = last.replace('"statut":1', '"statut":2');
    const position = fs.statSync(file).size - Buffer.byteLength(`${last}\n]\n`);
    const descriptor = fs.openSync(file, 'r+');
    fs.writeSync(descriptor, wrong, position);
    fs.closeSync(descriptor);
    const { status, stderr } = await run(t, ['check', fixtures]);
    t.equal(status, 1);
    const place = `${file}:${COUNT + 1}:${wrong.indexOf('2,"civilite"') + 1}`;
    t.equal(
      stderr,
      `1 problem in the fixtures ${fixtures}:\n${place} /${COUNT - 1}/statut: found 2; expected one of 0, 1\n`,
    );
  });
});
