import type { Log } from "../log.ts";
import type { Audience } from "./audience.ts";
import type { TurnObserver } from "./turn-observer.ts";
import type { RecoveredTurn, TurnStore } from "./turn-store.ts";

const intervalMs = 5_000;

interface Dependencies {
  store: Pick<TurnStore, "recover">;
  audience: Audience;
  observer: TurnObserver;
  log: Log;
}

/** Closes the answers of lost processes as `interrupted`, with what they had logged. */
export class Recovery {
  readonly #deps: Dependencies;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /**
   * @param everyOwner true when no other process can be alive, as with an embedded database: then nothing has
   * to wait for a lease to end
   */
  async start(everyOwner: boolean): Promise<void> {
    await this.#recover(everyOwner ? "all" : "expired");
    this.#schedule();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(): void {
    // Jitter keeps several processes from asking in step.
    this.#timer = setTimeout(
      () => {
        void this.#recover("expired").finally(() => {
          if (this.#timer) this.#schedule();
        });
      },
      intervalMs * (0.8 + 0.4 * Math.random()),
    );
  }

  async #recover(which: "expired" | "all"): Promise<void> {
    try {
      for (const ended of await this.#deps.store.recover(which)) this.#tell(ended);
    } catch (error) {
      this.#deps.observer.backgroundError("recovery");
      this.#deps.log.warn({ err: error }, "could not look for interrupted answers");
    }
  }

  #tell({ userId, conversation, message, generationId, seq }: RecoveredTurn): void {
    const { audience, observer, log } = this.#deps;
    log.info({ generationId, conversationId: conversation.id }, "closed an answer whose process was lost");
    observer.ended(message.model ?? "", "interrupted", "interrupted");
    audience.tellWatchers(userId, conversation.id, {
      type: "generation.finished",
      generationId,
      conversationId: conversation.id,
      seq: seq + 1,
      message,
    });
    audience.tellUser(userId, { type: "conversation.updated", conversation });
  }
}
