/** Calls its listeners when something happens. */
export class Emitter<Values extends unknown[] = []> {
  readonly #listeners = new Set<(...values: Values) => void>();

  /** Returns the function that removes the listener. */
  on(listener: (...values: Values) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(...values: Values): void {
    for (const listener of [...this.#listeners]) listener(...values);
  }
}
