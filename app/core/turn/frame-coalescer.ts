import type { LiveGeneration } from "./live-generation.ts";

/** Pieces that arrive within one pace go into one frame: half the socket writes at 100 tokens/s, unseen by a reader. */
const coalesceMs = 16;

/** Calls `emit` for each generation with new text, at most once per pace, by one timer for all of them. */
export class FrameCoalescer {
  readonly #waiting = new Set<LiveGeneration>();
  readonly #emit: (generation: LiveGeneration) => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(emit: (generation: LiveGeneration) => void) {
    this.#emit = emit;
  }

  /** The first piece goes out at once: it is what the person waits for. */
  onText(generation: LiveGeneration): void {
    if (generation.answer.lastSeq === 0) {
      this.#emit(generation);
      return;
    }
    this.#waiting.add(generation);
    this.#timer ??= setTimeout(() => this.#tick(), coalesceMs);
  }

  /** Emits what is still waiting of one generation, before it finishes. */
  flush(generation: LiveGeneration): void {
    this.#waiting.delete(generation);
    if (generation.answer.hasUncut) this.#emit(generation);
  }

  #tick(): void {
    this.#timer = undefined;
    const due = [...this.#waiting];
    this.#waiting.clear();
    for (const generation of due) this.#emit(generation);
  }
}
