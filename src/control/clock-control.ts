import {
  DURATION_PARTS,
  type Duration,
  type DurationParts,
  millisecondsOfParts,
} from '../json/durations.ts';
import { checkDuration } from '../world/durations.ts';
import { checkAgainst } from '../world/validation.ts';
import type { World } from '../world/world.ts';
import type { ClockReading } from '../world/world-clock.ts';
import * as schemas from './schemas.ts';

/** The clock of a world: instants are texts in UTC, to the second; each method returns the clock as it is then. */
export class ClockControl {
  readonly #world: () => World;

  /**
   * `world` throws if the world has ended or a listener has failed.
   * @internal
   */
  constructor(world: () => World) {
    this.#world = world;
  }

  /**
   * The time, and how the clock runs.
   * @example
   * const { now, mode } = server.clock.read();
   */
  read(): ClockReading {
    return this.#world().readClock();
  }

  /**
   * Moves the clock to a time, from which it runs on; a frozen clock stays frozen there.
   * @throws WorldError `invalid` for other texts than instants.
   * @example
   * server.clock.set('2016-03-14T09:26:53Z');
   */
  set(at: string): ClockReading {
    return this.#world().setClock(new Date(checkAgainst(schemas.Instant, at, 'the time')));
  }

  /**
   * Stops the clock, at a time or at the present.
   * @throws WorldError `invalid` for other texts than instants.
   * @example
   * server.clock.freeze('2016-03-14T09:26:53Z');
   */
  freeze(at?: string): ClockReading {
    return this.#world().freezeClock(
      at === undefined ? undefined : new Date(checkAgainst(schemas.Instant, at, 'the time')),
    );
  }

  /**
   * Moves the clock forward, or back by a negative duration: milliseconds, an ISO 8601 text, or parts, which are added.
   * @throws WorldError `invalid` for other values, and beyond the years 0000 to 9999.
   * @example
   * server.clock.advance('P1D');
   * server.clock.advance({ hours: -1 });
   */
  advance(by: Duration | DurationParts): ClockReading {
    return this.#world().advanceClock(
      typeof by === 'object'
        ? millisecondsOfParts(checkAgainst(DURATION_PARTS, by, 'the duration'))
        : checkDuration(schemas.Step, by, 'the duration'),
    );
  }

  /**
   * Sets the clock to the machine's time.
   * @example
   * server.clock.real();
   */
  real(): ClockReading {
    return this.#world().realClock();
  }

  /**
   * Sets the clock back to the start of the world, as its `reset()` does: to `now`, if it was given.
   * @example
   * server.clock.reset();
   */
  reset(): ClockReading {
    return this.#world().resetClock();
  }
}
