/** Who wants to hear of one thing that happens now and then. */
export class Listeners {
  readonly #all = new Set<() => void>();

  /** Returns how to stop hearing of it. */
  add(listener: () => void): () => void {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  }

  tell(): void {
    for (const listener of [...this.#all]) listener();
  }
}
