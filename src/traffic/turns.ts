import { setImmediate } from 'node:timers';

/** Calls that wait for a turn of the event loop of their own. */
const waiting: (() => void)[] = [];

/** Calls in a later turn of the event loop, one call a turn: others are answered in between, however many there are. */
export function inTurn(call: () => void): void {
  waiting.push(call);
  if (waiting.length === 1) setImmediate(takeTurn);
}

function takeTurn(): void {
  const call = waiting.shift() as () => void;
  if (waiting.length > 0) setImmediate(takeTurn);
  call();
}
