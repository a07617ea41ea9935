/** Hands over what callbacks tell to one reader, in order. */
export class EventLine<Event> {
  readonly #events: Event[] = [];
  #wake: (() => void) | undefined;

  push(event: Event): void {
    this.#events.push(event);
    this.#wake?.();
    this.#wake = undefined;
  }

  /** What came while the work was done, then the work's own result. @throws what the work throws */
  async *during<Result>(work: Promise<Result>): AsyncGenerator<Event, Result, undefined> {
    const progress = { isDone: false };
    const end = () => {
      progress.isDone = true;
      this.#wake?.();
    };
    work.then(end, end);
    for (;;) {
      const event = this.#events.shift();
      if (event !== undefined) yield event;
      else if (progress.isDone) return work;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
