import { RoundRobinQueue } from "../model-access/round-robin-queue.ts";

export interface KernelPlacesOptions {
  mostPerUser: number;
  /** In this process. */
  most: number;
}

interface Waiting {
  readonly userId: string;
  readonly number: number;
  position: number;
  onPosition(position: number): void;
  admit(): void;
}

/** A place for one kernel. */
export interface KernelPlace {
  readonly userId: string;
  /** Idempotent. */
  release(): void;
}

/**
 * How many kernels there may be, of each person and in all. Who finds no place waits in line, people taking turns; before that,
 * whoever holds kernels is asked to give up one that nobody uses.
 */
export class KernelPlaces {
  readonly #options: KernelPlacesOptions;
  readonly #queue = new RoundRobinQueue<Waiting>();
  readonly #heldBy = new Map<string, number>();
  #held = 0;
  #lastNumber = 0;
  /** Ends the kernel that has rested longest, of this person or of anybody; false when none rests. */
  onWanted: (userId: string | undefined) => void = () => undefined;

  constructor(options: KernelPlacesOptions) {
    this.#options = options;
  }

  /** @throws the signal's reason */
  async take(
    userId: string,
    onPosition: (position: number) => void,
    signal: AbortSignal,
  ): Promise<KernelPlace> {
    signal.throwIfAborted();
    if (!this.#hasRoom(userId) || this.#queue.size > 0) await this.#wait(userId, onPosition, signal);
    else this.#count(userId, 1);
    let isHeld = true;
    return {
      userId,
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        this.#count(userId, -1);
        this.#admit();
      },
    };
  }

  #wait(userId: string, onPosition: (position: number) => void, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#queue.remove(waiting);
        reject(signal.reason as Error);
        this.#tellPositions();
      };
      const waiting: Waiting = {
        userId,
        number: (this.#lastNumber += 1),
        position: 0,
        onPosition,
        admit: () => {
          signal.removeEventListener("abort", onAbort);
          this.#count(userId, 1);
          resolve();
        },
      };
      signal.addEventListener("abort", onAbort, { once: true });
      this.#queue.add(waiting, false);
      this.#admit();
      if (this.#queue.size > 0) this.onWanted(this.#isUserFull(userId) ? userId : undefined);
      this.#tellPositions();
    });
  }

  /** Lets in whoever has room, in their order; one who has enough kernels does not hold up the others. */
  #admit(): void {
    for (const waiting of [...this.#queue.inOrder()]) {
      if (this.#held >= this.#options.most) break;
      if (!this.#hasRoom(waiting.userId)) continue;
      this.#queue.remove(waiting);
      waiting.admit();
    }
    this.#tellPositions();
  }

  #tellPositions(): void {
    let position = 0;
    for (const waiting of this.#queue.inOrder()) {
      position += 1;
      if (waiting.position !== position) waiting.onPosition((waiting.position = position));
    }
  }

  #hasRoom(userId: string): boolean {
    return this.#held < this.#options.most && !this.#isUserFull(userId);
  }

  #isUserFull(userId: string): boolean {
    return (this.#heldBy.get(userId) ?? 0) >= this.#options.mostPerUser;
  }

  #count(userId: string, change: 1 | -1): void {
    const count = (this.#heldBy.get(userId) ?? 0) + change;
    if (count === 0) this.#heldBy.delete(userId);
    else this.#heldBy.set(userId, count);
    this.#held += change;
  }
}
