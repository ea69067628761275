import { ask } from './control.js';
import { follow } from './stream.js';

/** The most entries in memory. */
export const KEPT = 1000;

/** Milliseconds after which a server that cannot be reached is asked again. */
const RETRY = 3000;

/** The entries of the chosen world: the latest ones, or those before one of them. */
class Journal {
  /** By number, latest first. */
  entries = [];
  /** The conditions of the control plane on the entries. */
  filter = {};
  /** Whether the latest entries are shown, and new ones arrive. */
  live = true;
  /** Whether the stream is open. */
  connected = false;
  /** Whether there may be older entries than those in memory. */
  more = false;
  /** The entries that arrived since the page was opened. */
  arrived = 0;
  #byId = new Map();
  #listeners = new Set();
  #end = () => {};
  #started = false;
  #retry;
  /** The number of the present reading: the answer to a former one comes too late. */
  #turn = 0;
  #scheduled = false;

  /** Reads the journal as long as there are listeners. Returns the function that ends the subscription. */
  subscribe(listener) {
    this.#listeners.add(listener);
    if (!this.#started) this.restart().catch(() => {});
    else listener();
    return () => {
      this.#listeners.delete(listener);
      // The next view subscribes in the same turn.
      setTimeout(() => this.#listeners.size === 0 && this.#stop());
    };
  }

  /** Reads the journal again: the world, or the filter, is another one. A server that cannot be reached is asked again. */
  async restart(filter = this.filter) {
    this.#stop();
    this.filter = filter;
    if (this.#listeners.size === 0) return;
    this.#started = true;
    const turn = this.#turn;
    try {
      await this.#load({});
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#retry = setTimeout(() => this.restart().catch(() => {}), RETRY);
      throw error;
    }
    if (turn !== this.#turn) return;
    let last = 0;
    for (const { change } of this.entries) last = Math.max(last, change);
    this.#end = follow({
      after: last,
      onEvent: (event) => this.#take(event),
      onState: (connected) => {
        this.connected = connected;
        this.#changed();
      },
    });
  }

  #stop() {
    this.#turn += 1;
    this.#started = false;
    this.connected = false;
    clearTimeout(this.#retry);
    this.#end();
    this.#end = () => {};
  }

  /** The entries before those in memory. */
  async older() {
    const before = this.entries.at(-1)?.id;
    if (before !== undefined) await this.#load({ before });
  }

  async #load({ before }) {
    const turn = this.#turn;
    const found = await ask('GET', '/journal', { query: { ...this.filter, before, limit: KEPT } });
    if (turn !== this.#turn) return;
    this.live = before === undefined;
    this.#set(found.reverse());
    this.more = found.length === KEPT;
  }

  #set(entries) {
    this.entries = entries;
    this.#byId = new Map(entries.map((entry) => [entry.id, entry]));
    this.#changed();
  }

  #take({ type, data }) {
    if (type !== 'message') {
      this.more = false;
      this.live = true;
      this.#set([]);
      return;
    }
    const known = this.#byId.get(data.id);
    if (known) {
      if (known.change >= data.change) return;
      // The same object: rows and dialogs show the change.
      Object.assign(known, data);
      if (!this.#matches(known)) this.#remove(known);
    } else if (this.live && this.#matches(data)) {
      this.arrived += 1;
      this.#insert(data);
    }
    this.#changed();
  }

  /** Entries may become visible in another order than they arrived. */
  #insert(entry) {
    const at = this.entries.findIndex(({ id }) => id < entry.id);
    this.entries.splice(at < 0 ? this.entries.length : at, 0, entry);
    this.#byId.set(entry.id, entry);
    if (this.entries.length <= KEPT) return;
    this.#byId.delete(this.entries.pop().id);
    this.more = true;
  }

  /** An entry that has ended may match no longer. */
  #remove(entry) {
    this.entries.splice(this.entries.indexOf(entry), 1);
    this.#byId.delete(entry.id);
  }

  #matches({ operation, status, state }) {
    const { operation: wanted, status: condition, state: running } = this.filter;
    if (wanted !== undefined && operation !== wanted) return false;
    if (running !== undefined && state !== running) return false;
    return condition === undefined || String(status).startsWith(JSON.parse(condition).startsWith);
  }

  /** Tells the listeners, a few times a second at most. */
  #changed() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setTimeout(() => {
      this.#scheduled = false;
      for (const listener of this.#listeners) listener();
    }, 150);
  }
}

export const journal = new Journal();
