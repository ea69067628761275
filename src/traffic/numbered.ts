/** The most empty places before the list is compacted. */
const SLACK = 1024;

/** Items by consecutive numbers; removed items leave gaps, and the oldest gaps take no memory. */
export class Numbered<Item> {
  #items: (Item | undefined)[] = [];
  /** The number of the first place. */
  #base: number;
  /** The number of the oldest item, if there is one. */
  #first: number;

  constructor(first = 1) {
    this.#base = first;
    this.#first = first;
  }

  /** The number of the latest added item. */
  get last(): number {
    return this.#base + this.#items.length - 1;
  }

  /** Adds an item, and returns its number. */
  add(item: Item): number {
    this.#items.push(item);
    return this.last;
  }

  remove(number: number): void {
    this.#items[number - this.#base] = undefined;
    const { last } = this;
    while (this.#first <= last && this.#items[this.#first - this.#base] === undefined) {
      this.#first++;
    }
    const empty = this.#first - this.#base;
    if (empty > SLACK && empty > this.#items.length / 2) {
      this.#items = this.#items.slice(empty);
      this.#base = this.#first;
    }
  }

  /** The items in order, from a number. */
  *from(number = this.#first): Generator<Item> {
    // Numbers, not places: the list may be compacted meanwhile.
    for (let at = Math.max(number, this.#first); at <= this.last; at++) {
      const item = this.#items[at - this.#base];
      if (item !== undefined) yield item;
    }
  }

  /** The items down to a number, latest first. */
  *backwards(number = this.#first): Generator<Item> {
    for (let at = this.last; at >= Math.max(number, this.#first); at--) {
      const item = this.#items[at - this.#base];
      if (item !== undefined) yield item;
    }
  }

  /** The oldest item. */
  get oldest(): Item | undefined {
    return this.#items[this.#first - this.#base];
  }
}
