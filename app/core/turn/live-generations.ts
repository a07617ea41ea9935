import type { LiveGeneration } from "./live-generation.ts";

/** The answers that this process is writing. */
export class LiveGenerations {
  readonly #byId = new Map<string, LiveGeneration>();

  get size(): number {
    return this.#byId.size;
  }

  add(generation: LiveGeneration): void {
    this.#byId.set(generation.identity.id, generation);
  }

  remove(generation: LiveGeneration): void {
    this.#byId.delete(generation.identity.id);
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
