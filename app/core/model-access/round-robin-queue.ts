interface QueueItem {
  readonly userId: string;
  /** Of two of one user the lower comes first. */
  readonly number: number;
}

/** Who is next: users take turns, and each user's own come in the order of their numbers. */
export class RoundRobinQueue<Item extends QueueItem> {
  /** In the order of their next turn; none is empty. */
  #itemsByUser = new Map<string, Item[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @param goesFirst its user's turn is the next: it had come already, and was in vain */
  add(item: Item, goesFirst: boolean): void {
    const items = this.#itemsByUser.get(item.userId) ?? [];
    const later = items.findIndex(({ number }) => number > item.number);
    items.splice(later === -1 ? items.length : later, 0, item);
    this.#size += 1;
    if (!goesFirst) {
      this.#itemsByUser.set(item.userId, items);
      return;
    }
    this.#itemsByUser.delete(item.userId);
    this.#itemsByUser = new Map([[item.userId, items], ...this.#itemsByUser]);
  }

  /** Takes the next; its user goes to the end of the round. */
  take(): Item | undefined {
    const [first] = this.#itemsByUser;
    if (!first) return undefined;
    const [userId, items] = first;
    const item = items.shift();
    this.#itemsByUser.delete(userId);
    if (items.length > 0) this.#itemsByUser.set(userId, items);
    this.#size -= 1;
    return item;
  }

  remove(item: Item): boolean {
    const items = this.#itemsByUser.get(item.userId);
    const index = items?.indexOf(item) ?? -1;
    if (!items || index === -1) return false;
    items.splice(index, 1);
    if (items.length === 0) this.#itemsByUser.delete(item.userId);
    this.#size -= 1;
    return true;
  }

  countOf(userId: string): number {
    return this.#itemsByUser.get(userId)?.length ?? 0;
  }

  /** The last item of the user who has the most. */
  lastOfLongest(): Item | undefined {
    let longest: Item[] = [];
    for (const items of this.#itemsByUser.values()) if (items.length > longest.length) longest = items;
    return longest.at(-1);
  }

  /** All in the order in which they will be taken. */
  *inOrder(): Generator<Item, void, undefined> {
    const itemsByUser = [...this.#itemsByUser.values()];
    for (let round = 0; itemsByUser.some((items) => items.length > round); round += 1) {
      for (const items of itemsByUser) {
        const item = items[round];
        if (item) yield item;
      }
    }
  }
}
