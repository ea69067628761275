import type { Test } from 'tap';

/** Produces a message as it is printed; `skip` says why it cannot be produced here. */
export type Trial = ((t: Test) => string | Promise<string>) & { skip?: string | false };

/** Trials, by the message in docs/troubleshooting.md. */
export type Trials = Readonly<Record<string, Trial>>;

/** The message of a rejection. */
export async function rejection(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return (error as Error).message;
  }
  return 'no rejection';
}
