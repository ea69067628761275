import fs from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { semestre } from '../../src/contract/instants.ts';
import { Store } from '../../src/store/store.ts';
import { databaseOf } from '../data.ts';
import { type Growth, plotOf, SIZES } from '../growth.ts';
import { download, firstByte } from '../load.ts';
import { memoryOf, ours, ROOT } from '../servers.ts';
import { median } from '../statistics.ts';

/** Measures how costs grow with the number of partners in a database file. */
export async function measureGrowth(): Promise<Growth[]> {
  const growth: Growth[] = [];
  for (const partners of SIZES) {
    const { file, taken: made } = await databaseOf(partners);
    const server = await ours('--database', file);
    const time = async (operation: string, count: number) => {
      const times: number[] = [];
      for (let turn = 0; turn < count; turn++) {
        times.push((await download(server, operation)).taken);
      }
      return median(times);
    };
    const few = partners < 1e6 ? 7 : 3;
    await time('/users', 3);
    const users: number[] = [];
    for (let turn = 0; turn < 50; turn++) users.push(await firstByte(server, '/users/1'));
    const list = await time('/users', few);
    const half = await time('/actualisation/2015-S1', few);
    const memory = memoryOf(server.pid);
    await server.stop('SIGTERM');
    const size = fs.statSync(file).size / 1e6;
    const { started: start } = server;
    growth.push({ partners, made, size, list, half, user: median(users), start, memory });
  }
  return growth;
}

/**
 * SQLite's query plans for a half-year, from the file with the most partners: kept chunks, and rows where a record is
 * changed.
 */
export async function planOf(): Promise<string> {
  const db = new Database((await databaseOf(SIZES.at(-1) as number)).file, { readonly: true });
  const asked: string[] = [];
  const prepare = db.prepare.bind(db);
  db.prepare = ((sql: string) => {
    asked.push(sql);
    return prepare(sql);
  }) as typeof db.prepare;
  for (const _chunk of new Store(db).chunks(1, 'users', { semestre: semestre('2015-S1') })) break;
  const values = { list: 1, after: 0, before: 9, last: 9, skip: 1 };
  const plans = asked
    .filter((sql) => /users_(pages|semestres)/.test(sql))
    .map((sql) => {
      const plan = prepare(`EXPLAIN QUERY PLAN ${sql}`);
      const steps = plan.all(sql.includes('?') ? [1, 0] : values) as { detail: string }[];
      return [sql.replace(/\s+/g, ' '), ...steps.map(({ detail }) => `  ${detail}`)].join('\n');
    });
  db.close();
  return ['```', ...plans, '```'].join('\n');
}

/** Writes the plot of docs/performance.md. */
export function writePlot(growth: readonly Growth[]): void {
  fs.writeFileSync(path.join(ROOT, 'docs', 'growth.svg'), plotOf(growth));
}
