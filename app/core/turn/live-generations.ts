import type { LiveGeneration } from "./live-generation.ts";

/** The answers that this process is writing. */
export class LiveGenerations {
  readonly #byId = new Map<string, LiveGeneration>();
  readonly #countByUser = new Map<string, number>();
  #starting = 0;

  get size(): number {
    return this.#byId.size;
  }

  /** Whether an answer is being written, or is about to be. */
  get isBusy(): boolean {
    return this.#byId.size + this.#starting > 0;
  }

  /** Counts an answer whose turn is not committed yet, until the returned function is called. */
  startFor(userId: string): () => void {
    this.#starting += 1;
    this.#count(userId, 1);
    return () => {
      this.#starting -= 1;
      this.#count(userId, -1);
    };
  }

  add(generation: LiveGeneration): void {
    this.#byId.set(generation.identity.id, generation);
    this.#count(generation.identity.userId, 1);
  }

  remove(generation: LiveGeneration): void {
    if (this.#byId.delete(generation.identity.id)) this.#count(generation.identity.userId, -1);
  }

  #count(userId: string, change: 1 | -1): void {
    const count = this.countOf(userId) + change;
    if (count > 0) this.#countByUser.set(userId, count);
    else this.#countByUser.delete(userId);
  }

  /** Answers that are being written for a user, and those about to be. */
  countOf(userId: string): number {
    return this.#countByUser.get(userId) ?? 0;
  }

  /** The user's own; somebody else's is as unknown as none. */
  find(userId: string, generationId: string): LiveGeneration | undefined {
    const generation = this.#byId.get(generationId);
    return generation?.identity.userId === userId ? generation : undefined;
  }

  /** Whoever's it is: for what another process has already checked. */
  findAny(generationId: string): LiveGeneration | undefined {
    return this.#byId.get(generationId);
  }

  inConversation(userId: string, conversationId: string): LiveGeneration[] {
    return [...this.#byId.values()].filter(
      ({ identity }) => identity.userId === userId && identity.conversationId === conversationId,
    );
  }

  all(): IterableIterator<LiveGeneration> {
    return this.#byId.values();
  }
}
