interface LaneItem {
  readonly userId: string;
  /** Of two of one user the lower comes first. */
  readonly number: number;
}

/** Who is next: users take turns, and each user's own come in the order of their numbers. */
export class FairLanes<Item extends LaneItem> {
  /** In the order of their next turn; none is empty. */
  #lanes = new Map<string, Item[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @param goesFirst its user's turn is the next: it had come already, and was in vain */
  add(item: Item, goesFirst: boolean): void {
    const lane = this.#lanes.get(item.userId) ?? [];
    const later = lane.findIndex(({ number }) => number > item.number);
    lane.splice(later === -1 ? lane.length : later, 0, item);
    this.#size += 1;
    if (!goesFirst) {
      this.#lanes.set(item.userId, lane);
      return;
    }
    this.#lanes.delete(item.userId);
    this.#lanes = new Map([[item.userId, lane], ...this.#lanes]);
  }

  /** Takes the next; its user goes to the end of the round. */
  take(): Item | undefined {
    const [first] = this.#lanes;
    if (!first) return undefined;
    const [userId, lane] = first;
    const item = lane.shift();
    this.#lanes.delete(userId);
    if (lane.length > 0) this.#lanes.set(userId, lane);
    this.#size -= 1;
    return item;
  }

  remove(item: Item): boolean {
    const lane = this.#lanes.get(item.userId);
    const index = lane?.indexOf(item) ?? -1;
    if (!lane || index === -1) return false;
    lane.splice(index, 1);
    if (lane.length === 0) this.#lanes.delete(item.userId);
    this.#size -= 1;
    return true;
  }

  countOf(userId: string): number {
    return this.#lanes.get(userId)?.length ?? 0;
  }

  /** The last item of the user who has the most. */
  lastOfLongest(): Item | undefined {
    let longest: Item[] = [];
    for (const lane of this.#lanes.values()) if (lane.length > longest.length) longest = lane;
    return longest.at(-1);
  }

  /** All in the order in which they will be taken. */
  *inOrder(): Generator<Item, void, undefined> {
    const lanes = [...this.#lanes.values()];
    for (let round = 0; lanes.some((lane) => lane.length > round); round += 1) {
      for (const lane of lanes) {
        const item = lane[round];
        if (item) yield item;
      }
    }
  }
}
