import { toInstant } from '../contract/instants.ts';
import type { Clock } from './clock.ts';
import { WorldError } from './world-error.ts';

/** A world's clock: the machine's time, a time shifted from it, or a frozen time. Milliseconds. */
export type ClockSetting =
  | { readonly mode: 'real' }
  | { readonly mode: 'shifted'; readonly offset: number }
  | { readonly mode: 'frozen'; readonly at: number };

/** A setting as states have it: an instant in place of milliseconds. */
export type ClockState =
  | { readonly mode: 'real' }
  | { readonly mode: 'shifted'; readonly offset: number }
  | { readonly mode: 'frozen'; readonly at: string };

/** A setting as states have it. */
export function stateOf(setting: ClockSetting): ClockState {
  return setting.mode === 'frozen'
    ? { mode: 'frozen', at: toInstant(new Date(setting.at)) }
    : setting;
}

/** The setting of a state. */
export function settingOf(state: ClockState): ClockSetting {
  return state.mode === 'frozen' ? { mode: 'frozen', at: Date.parse(state.at) } : state;
}

/** The state of a clock. */
export interface ClockReading {
  readonly now: string;
  /** `real`: the machine's time; `shifted`: runs, from another time; `frozen`: stands still. */
  readonly mode: ClockSetting['mode'];
}

/** The range of years that the API can write, in milliseconds; a Date can hold more years. */
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const EARLIEST = new Date('0000-01-01T00:00:00Z').getTime();

/** A world's clock, derived from the machine's. */
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

  /** Applies another setting from now on. */
  apply(setting: ClockSetting): void {
    this.#setting = setting;
  }

  now(): Date {
    const setting = this.#setting;
    if (setting.mode === 'frozen') return new Date(setting.at);
    const now = this.#system.now();
    if (setting.mode === 'real') return now;
    // The running clock is kept within the years that the API can write.
    return new Date(Math.max(EARLIEST, Math.min(now.getTime() + setting.offset, LATEST)));
  }

  read(): ClockReading {
    return { now: toInstant(this.now()), mode: this.#setting.mode };
  }

  /** The setting of a clock stopped at a given time, by default the present. */
  frozen(at = this.now()): ClockSetting {
    return { mode: 'frozen', at: within(at.getTime()) };
  }

  /** The setting of a clock that runs on from a time; a frozen clock stays frozen there. */
  movedTo(at: Date): ClockSetting {
    const time = within(at.getTime());
    return this.#setting.mode === 'frozen'
      ? { mode: 'frozen', at: time }
      : { mode: 'shifted', offset: time - this.#system.now().getTime() };
  }

  /** The setting of a clock moved forward by milliseconds, or back by a negative number. */
  advanced(milliseconds: number): ClockSetting {
    return this.movedTo(new Date(within(this.now().getTime() + milliseconds)));
  }
}

/** Throws a `WorldError` for times that the API cannot write. */
function within(time: number): number {
  if (!(time >= EARLIEST && time <= LATEST)) {
    throw new WorldError('invalid', 'The clock can show the years 0000 to 9999 only.');
  }
  return time;
}
