import { setImmediate } from 'node:timers';

/** Queued calls, each for a turn of the event loop. */
const waiting: (() => void)[] = [];

/** Queues a call for a later turn of the event loop, one call for each turn: other work runs in between. */
export function inTurn(call: () => void): void {
  waiting.push(call);
  if (waiting.length === 1) setImmediate(takeTurn);
}

function takeTurn(): void {
  const call = waiting.shift() as () => void;
  if (waiting.length > 0) setImmediate(takeTurn);
  call();
}
