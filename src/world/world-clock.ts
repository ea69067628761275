import { toInstant } from '../contract/instants.ts';
import type { Clock } from './clock.ts';
import { WorldError } from './world-error.ts';

/** How a world tells the time: as the machine does, shifted from it, or standing still. Milliseconds. */
export type ClockSetting =
  | { readonly mode: 'real' }
  | { readonly mode: 'shifted'; readonly offset: number }
  | { readonly mode: 'frozen'; readonly at: number };

/** What a clock shows to whoever asks. */
export interface ClockReading {
  readonly now: string;
  /** `real`: the machine's time; `shifted`: it runs, from another time; `frozen`: it stands still. */
  readonly mode: ClockSetting['mode'];
}

/** The years that the API can write, in milliseconds; a Date can hold more of them. */
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const EARLIEST = new Date('0000-01-01T00:00:00Z').getTime();

/** A world's clock, over the machine's. */
export class WorldClock implements Clock {
  readonly #system: Clock;
  #setting: ClockSetting;

  constructor(system: Clock, setting: ClockSetting) {
    this.#system = system;
    this.#setting = setting;
  }

  get setting(): ClockSetting {
    return this.#setting;
  }

  /** Shows the time by another setting from now on. */
  apply(setting: ClockSetting): void {
    this.#setting = setting;
  }

  now(): Date {
    const setting = this.#setting;
    if (setting.mode === 'frozen') return new Date(setting.at);
    const now = this.#system.now();
    if (setting.mode === 'real') return now;
    // It runs on, and must not run into a year that the API cannot write.
    return new Date(Math.max(EARLIEST, Math.min(now.getTime() + setting.offset, LATEST)));
  }

  read(): ClockReading {
    return { now: toInstant(this.now()), mode: this.#setting.mode };
  }

  /** Stopped, at a given time or at the present. */
  frozen(at = this.now()): ClockSetting {
    return { mode: 'frozen', at: within(at.getTime()) };
  }

  /** Moved to a time, from which it runs on; a frozen clock stays frozen there. */
  movedTo(at: Date): ClockSetting {
    const time = within(at.getTime());
    return this.#setting.mode === 'frozen'
      ? { mode: 'frozen', at: time }
      : { mode: 'shifted', offset: time - this.#system.now().getTime() };
  }

  /** Moved forward, or back by a negative number, by seconds. */
  advanced(seconds: number): ClockSetting {
    return this.movedTo(new Date(within(this.now().getTime() + seconds * 1000)));
  }
}

/** Refuses times that the API could not write. */
function within(time: number): number {
  if (!(time >= EARLIEST && time <= LATEST)) {
    throw new WorldError('invalid', 'The clock can show the years 0000 to 9999 only.');
  }
  return time;
}
