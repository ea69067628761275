import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** An attack on a server in a process of its own. */
export interface Attack {
  readonly name: string;
  /** The unit of its size. */
  readonly unit: string;
  /** The size in `npm run test:long`. */
  readonly short: number;
  /** The size in `npm run test:attack`. */
  readonly long: number;
  /** Why it cannot be tried on this machine. */
  readonly skip?: string | false;
  /** Throws an error at the first broken promise; else returns its figures. */
  run(scope: Scope, size: number): Promise<string>;
}

/** Cleans up after an attack; helpers of tests take it as they take a test. */
export class Scope {
  readonly #actions: (() => unknown)[] = [];

  teardown(action: () => unknown): void {
    this.#actions.push(action);
  }

  /** A folder that is deleted afterwards. */
  folder(): string {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'faire-simple-mock-attack-'));
    this.teardown(() => fs.rmSync(folder, { recursive: true, force: true }));
    return folder;
  }

  /** Undoes everything, the latest first. */
  async close(): Promise<void> {
    for (const action of this.#actions.reverse()) await action();
  }
}

/** A number for a line of figures. */
export const shown = (value: number, digits = 0) =>
  value.toLocaleString('en-US', { maximumFractionDigits: digits });
