/** Who wants to hear of one thing that happens now and then. */
export class Emitter {
  readonly #all = new Set<() => void>();

  /** Returns how to stop hearing of it. */
  on(listener: () => void): () => void {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  }

  emit(): void {
    for (const listener of [...this.#all]) listener();
  }
}
