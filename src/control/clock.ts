import { checkAgainst } from '../world/validation.ts';
import { ClockReading } from './answers.ts';
import type { ControlOperation } from './operations.ts';
import * as schemas from './schemas.ts';

/** The operations on the clock. */
export const CLOCK: readonly ControlOperation[] = [
  {
    operationId: 'readClock',
    method: 'GET',
    path: '/clock',
    tag: 'Clock',
    summary: 'Read the time of the world, and how its clock runs',
    answer: { description: 'The clock.', schema: ClockReading },
    run: ({ control }) => control.readClock(),
  },
  {
    operationId: 'setClock',
    method: 'POST',
    path: '/clock/set',
    tag: 'Clock',
    summary: 'Set the clock to a time, from which it runs',
    body: schemas.At,
    example: { at: '2016-03-14T09:26:53Z' },
    answer: { description: 'The clock.', schema: ClockReading },
    run: ({ control, body }) => control.setClock(checkAgainst(schemas.At, body, 'the body').at),
  },
  {
    operationId: 'freezeClock',
    method: 'POST',
    path: '/clock/freeze',
    tag: 'Clock',
    summary: 'Freeze the clock, at a time or at the present',
    body: schemas.AtOrNow,
    example: { at: '2016-03-14T09:26:53Z' },
    bodyOptional: true,
    answer: { description: 'The clock.', schema: ClockReading },
    run: ({ control, body }) =>
      control.freezeClock(checkAgainst(schemas.AtOrNow, body, 'the body').at),
  },
  {
    operationId: 'advanceClock',
    method: 'POST',
    path: '/clock/advance',
    tag: 'Clock',
    summary: 'Move the clock forward by seconds, or back by a negative number',
    body: schemas.Seconds,
    example: { seconds: 3600 },
    answer: { description: 'The clock.', schema: ClockReading },
    run: ({ control, body }) =>
      control.advanceClock(checkAgainst(schemas.Seconds, body, 'the body').seconds),
  },
  {
    operationId: 'realClock',
    method: 'POST',
    path: '/clock/real',
    tag: 'Clock',
    summary: 'Set the clock back to the machine’s time',
    answer: { description: 'The clock.', schema: ClockReading },
    run: ({ control }) => control.realClock(),
  },
];
