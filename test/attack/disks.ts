import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { skip as noMount, smallDisk } from '../disk-helpers.ts';
import { basic } from '../helpers.ts';
import { type Attack, type Scope, shown } from './attack.ts';
import { DEMO } from './demo.ts';
import { inject, noStrace } from './injection.ts';
import { Client, type Reply, type Sent, Victim } from './victim.ts';

/** System calls by which SQLite writes, and the errors of a disk that is read-only, broken or full. */
const WRITES = 'pwrite64,ftruncate,fdatasync,fsync,unlink';
const ERRORS = ['EROFS', 'EIO', 'ENOSPC'] as const;

/** The most requests until a change needs the disk: SQLite may have room in a page that it has written already. */
const TRIALS = 20;

/** Disks that turn read-only, break or fill up under a server, and return; and one that is gone. */
export const disks: Attack = {
  name: 'disks',
  unit: 'rounds',
  short: 1,
  long: 50,
  skip: noStrace || noMount,
  async run(scope, size) {
    const counts = { refused: 0, kept: 0 };
    for (let round = 0; round < size; round++) {
      const disk = smallDisk(scope, 8192);
      const database = path.join(disk, 'a.db');
      const first = await ServedDisk.start(scope, database, counts);
      await first.change();
      for (const error of ERRORS) {
        const repair = await inject(scope, first.victim.pid, WRITES, `error=${error}`);
        await first.refuses();
        await repair();
        await first.change();
      }
      assert.equal((await first.victim.command.stop()).status, 0);
      const second = await ServedDisk.start(scope, database, counts);
      assert.equal(await second.statut(), first.expected, 'the last acknowledged change is kept');
      counts.kept++;
      // Lazily: the server has the file open.
      assert.equal(spawnSync('umount', ['--lazy', disk]).status, 0);
      second.expected = first.expected;
      await second.refuses();
      second.victim.check();
      assert.equal((await second.victim.command.stop()).status, 0);
    }
    return [
      `${shown(size)} times a disk read-only, broken, full and gone`,
      `${shown(counts.refused)} changes refused, other requests served`,
      `${shown(counts.kept)} of ${shown(counts.kept)} states kept`,
    ].join('; ');
  },
};

/** A server whose database is on a disk, and the status that its partner 1 must have. */
class ServedDisk {
  readonly victim: Victim;
  readonly #client: Client;
  readonly #counts: { refused: number };
  expected = 1;

  private constructor(scope: Scope, victim: Victim, counts: { refused: number }) {
    this.victim = victim;
    this.#client = new Client(scope, victim, 1);
    this.#counts = counts;
  }

  static async start(scope: Scope, database: string, counts: { refused: number }) {
    return new ServedDisk(scope, await Victim.start(scope, ['--database', database]), counts);
  }

  #send(below: string, sent: Sent = {}): Promise<Reply> {
    const headers = {
      authorization: basic(`${DEMO.login}:${DEMO.password}`),
      ...(sent.body !== undefined && { 'content-type': 'application/json' }),
    };
    return this.#client.send(`${this.victim.url}${below}`, { ...sent, headers });
  }

  #toggle(): Promise<Reply> {
    const body = JSON.stringify({ action: 1 - this.expected });
    return this.#send(`/api/users/1/statut?key=${DEMO.key}`, { method: 'POST', body });
  }

  async statut(): Promise<number> {
    const { status, text } = await this.#send(`/api/users/1?key=${DEMO.key}`);
    assert.equal(status, 200, text);
    return JSON.parse(text).statut;
  }

  /** Changes the partner. */
  async change(): Promise<void> {
    const { status, text } = await this.#toggle();
    assert.equal(status, 200, text);
    this.expected = 1 - this.expected;
    assert.equal(await this.statut(), this.expected);
  }

  /** No change is acknowledged that is not kept; everything else works. */
  async refuses(): Promise<void> {
    let reply = await this.#toggle();
    for (let trial = 0; reply.status === 200 && trial < TRIALS; trial++) {
      this.expected = 1 - this.expected;
      reply = await this.#toggle();
    }
    assert.equal(reply.status, 500, reply.text);
    assert.match(reply.text, /"code":"erreur_interne"/);
    assert.match(reply.text, /Rien n’a été modifié/);
    const body = '{"merge": {"ville": "Bastia"}}';
    const control = await this.#send('/_mock/records/users/1', { method: 'PATCH', body });
    assert.equal(control.status, 507, control.text);
    this.#counts.refused += 2;
    assert.equal(await this.statut(), this.expected);
    for (const below of [`/api/users?key=${DEMO.key}`, '/_mock/journal', '/_mock/diff']) {
      assert.equal((await this.#send(below)).status, 200, below);
    }
  }
}
