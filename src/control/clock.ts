import { checkAgainst, invalid, show } from '../world/validation.ts';
import { ClockReading } from './answers.ts';
import type { ControlOperation } from './operations.ts';
import * as schemas from './schemas.ts';
import type { Advance } from './types.ts';
import type { WorldControl } from './world-control.ts';

/** Five seconds before the half-year ends in Paris, after all dates of the fixtures. */
const BEFORE_2017 = { at: '2016-12-31T22:59:55Z' };

/** The operations on the clock. */
export const CLOCK: readonly ControlOperation[] = [
  {
    operationId: 'readClock',
    method: 'GET',
    path: '/clock',
    tag: 'Clock',
    summary: 'Read the time of the world, and how its clock runs',
    answer: { description: 'The clock.', schema: ClockReading },
    run: ({ control }) => control.clock.read(),
  },
  {
    operationId: 'setClock',
    method: 'POST',
    path: '/clock/set',
    tag: 'Clock',
    summary: 'Set the clock to a time, from which it runs',
    body: schemas.At,
    example: BEFORE_2017,
    answer: { description: 'The clock.', schema: ClockReading },
    run: ({ control, body }) => control.clock.set(checkAgainst(schemas.At, body, 'the body').at),
  },
  {
    operationId: 'freezeClock',
    method: 'POST',
    path: '/clock/freeze',
    tag: 'Clock',
    summary: 'Freeze the clock, at a time or at the present',
    body: schemas.AtOrNow,
    example: BEFORE_2017,
    bodyOptional: true,
    answer: { description: 'The clock.', schema: ClockReading },
    run: ({ control, body }) =>
      control.clock.freeze(checkAgainst(schemas.AtOrNow, body, 'the body').at),
  },
  {
    operationId: 'advanceClock',
    method: 'POST',
    path: '/clock/advance',
    tag: 'Clock',
    summary: 'Move the clock forward, or back by a negative duration',
    body: schemas.Advance,
    example: { by: 'PT1H' },
    answer: { description: 'The clock.', schema: ClockReading },
    run: ({ control, body }) => advance(control, body),
  },
  {
    operationId: 'realClock',
    method: 'POST',
    path: '/clock/real',
    tag: 'Clock',
    summary: 'Set the clock back to the machine’s time',
    answer: { description: 'The clock.', schema: ClockReading },
    run: ({ control }) => control.clock.real(),
  },
  {
    operationId: 'resetClock',
    method: 'POST',
    path: '/clock/reset',
    tag: 'Clock',
    summary: 'Set the clock back to the start of the world',
    answer: { description: 'The clock.', schema: ClockReading },
    run: ({ control }) => control.clock.reset(),
  },
];

function advance(control: WorldControl, body: Advance) {
  const { by, seconds } = checkAgainst(schemas.Advance, body, 'the body');
  if ((by === undefined) === (seconds === undefined)) {
    const expected = 'exactly one of by, seconds (deprecated)';
    throw invalid('Invalid value for the body.', [{ location: [], found: show(body), expected }]);
  }
  return by === undefined ? control.advanceClock(seconds as number) : control.clock.advance(by);
}
