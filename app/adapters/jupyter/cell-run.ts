import type { CellEnd, CellEvent } from "#app/core/kernels/kernel-gateway.ts";

/** So much may wait for its reader, in characters, before the socket is held. */
const mostWaiting = 2 * 1024 * 1024;

/**
 * What a cell tells, from the messages that bear its id to whoever reads. It is over with its reply and the kernel's `idle`,
 * in whatever order they come.
 */
export class CellRun {
  readonly #onRoom: () => void;
  #events: CellEvent[] = [];
  #waitingLength = 0;
  #wake: (() => void) | undefined;
  #reply: { end: "ok" | "error" | "aborted"; expressions: Record<string, string> } | undefined;
  #isIdle = false;
  #isOver = false;
  #isLeft = false;

  constructor(onRoom: () => void) {
    this.#onRoom = onRoom;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether the socket should be held until the reader has taken what waits. */
  get isFull(): boolean {
    return this.#waitingLength > mostWaiting;
  }

  tell(event: CellEvent): void {
    if (this.#isOver || this.#isLeft) return;
    this.#events.push(event);
    this.#waitingLength += lengthOf(event);
    this.#wake?.();
  }

  replied(reply: { end: "ok" | "error" | "aborted"; expressions: Record<string, string> }): void {
    this.#reply = reply;
    this.#finishIfDone();
  }

  idle(): void {
    this.#isIdle = true;
    this.#finishIfDone();
  }

  end(end: CellEnd, expressions: Record<string, string> = {}): void {
    this.tell({ type: "finished", end, expressions });
    this.#isOver = true;
  }

  async *events(): AsyncGenerator<CellEvent, void, undefined> {
    try {
      for (;;) {
        const event = this.#events.shift();
        if (event) {
          this.#take(event);
          yield event;
          if (event.type === "finished") return;
        } else {
          await new Promise<void>((resolve) => (this.#wake = resolve));
        }
      }
    } finally {
      this.#isLeft = true;
      this.#events = [];
      this.#waitingLength = 0;
      this.#onRoom();
    }
  }

  #take(event: CellEvent): void {
    const before = this.#waitingLength;
    this.#waitingLength -= lengthOf(event);
    if (before > mostWaiting && this.#waitingLength <= mostWaiting) this.#onRoom();
  }

  #finishIfDone(): void {
    if (this.#reply && this.#isIdle && !this.#isOver) this.end(this.#reply.end, this.#reply.expressions);
  }
}

function lengthOf(event: CellEvent): number {
  const data =
    event.type === "update"
      ? event.data
      : event.type === "output" && event.output.type === "data"
        ? event.output.data
        : {};
  const bundle = Object.values(data).reduce(
    (sum, value) => sum + (typeof value === "string" ? value.length : 0),
    0,
  );
  return (
    100 + bundle + (event.type === "output" && event.output.type === "stream" ? event.output.text.length : 0)
  );
}
