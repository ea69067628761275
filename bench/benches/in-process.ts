import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { type Bench, type Line, round } from '../line.ts';
import { ROOT } from '../servers.ts';

/** Measurements of a separate process: milliseconds, and megabytes. */
interface Figures {
  readonly second: number;
  readonly reset: number;
  readonly sandbox: number;
  readonly resetLarge: number;
  readonly one: number;
  readonly many: number;
}

/** Waiting times of a test that starts servers, sandboxes and resets in its own process. */
export const inProcess: Bench = {
  name: 'in-process',
  async run() {
    const script = path.join(ROOT, 'bench', 'in-process-run.ts');
    const output = execFileSync(process.execPath, ['--expose-gc', script], { encoding: 'utf8' });
    const { second, reset, sandbox, resetLarge, one, many }: Figures = JSON.parse(output);
    const line = (what: string, value: number, atMost: number): Line => ({
      what,
      target: `≤ ${atMost} ms`,
      figure: `${round(value)} ms`,
      value,
      atMost,
    });
    return [
      line('a second `startServer()` in a process', second, 20),
      line('`reset()` after one change', reset, 1),
      line('a new sandbox', sandbox, 3),
      line('`reset()` with 100,000 partners after one change', resetLarge, 20),
      {
        what: '200 sandboxes over 100,000 partners, one record changed in each',
        target: '≤ 10 % more memory than one',
        figure: `${round(many)} MB after ${round(one)} MB`,
        value: Math.max(0, 100 * (many / one - 1)),
        atMost: 10,
      },
    ];
  },
};
