import type { Log } from "../log.ts";
import type { FramePublisher } from "./frame-publisher.ts";
import { finishedFrame } from "./answer-end.ts";
import type { RemoteAnswers } from "./remote-answers.ts";
import type { TurnTelemetry } from "../telemetry/turn-telemetry.ts";
import type { ExpiredLease, RecoveredTurn, TurnStore } from "./turn-store.ts";

/** A lease of 15 s and two looks: the answers of a lost process are closed within 20 s. */
const pollIntervalMs = 1_000;
/** From the first to the second look; those who live renew their leases more often. */
const confirmAfterMs = 1_500;
const cleanupIntervalMs = 5_000;
const batchSize = 200;

interface Dependencies {
  store: Pick<TurnStore, "findExpired" | "recover" | "deleteExpired">;
  remote: Pick<RemoteAnswers, "forget">;
  publisher: FramePublisher;
  telemetry: TurnTelemetry;
  log: Log;
}

/**
 * Closes the answers of lost processes as `interrupted`, with what they had logged. An answer counts as lost when
 * two looks in a row find the same ended lease: after an outage of the primary all leases have ended, and those who
 * live renew theirs between the looks.
 */
export class Recovery {
  readonly #deps: Dependencies;
  #timer: NodeJS.Timeout | undefined;
  /** What the look before found: when each lease ended, by generation. */
  #suspected = new Map<string, string>();
  #cleanedAt = -Infinity;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /**
   * @param everyOwner true when no other process can be alive, as with an embedded database: then nothing has
   * to wait for a lease to end
   */
  async start(everyOwner: boolean): Promise<void> {
    await this.#runSafely(everyOwner ? () => this.#recoverAll() : () => this.#poll());
    this.#schedule();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(): void {
    // Jitter keeps several processes from asking in step.
    const pauseMs = this.#suspected.size > 0 ? confirmAfterMs : pollIntervalMs * (0.8 + 0.4 * Math.random());
    this.#timer = setTimeout(() => {
      void this.#runSafely(() => this.#poll()).finally(() => {
        if (this.#timer) this.#schedule();
      });
    }, pauseMs);
  }

  async #runSafely(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#suspected.clear();
      this.#deps.telemetry.backgroundError("recovery");
      this.#deps.log.warn({ err: error }, "could not look for interrupted answers");
    }
  }

  async #poll(): Promise<void> {
    const { store } = this.#deps;
    const expired = await store.findExpired();
    const lost = expired.filter((lease) => this.#suspected.get(lease.generationId) === lease.leaseUntil);
    this.#suspected = new Map(expired.map((lease) => [lease.generationId, lease.leaseUntil]));
    for (const { generationId } of lost) this.#suspected.delete(generationId);
    for (let first = 0; first < lost.length; first += batchSize) {
      await this.#recover(lost.slice(first, first + batchSize));
    }
    if (performance.now() - this.#cleanedAt < cleanupIntervalMs) return;
    await store.deleteExpired();
    this.#cleanedAt = performance.now();
  }

  async #recoverAll(): Promise<void> {
    while ((await this.#recover("all")) > 0);
  }

  async #recover(which: ExpiredLease[] | "all"): Promise<number> {
    const recovered = await this.#deps.store.recover(which);
    for (const ended of recovered) this.#publishEnd(ended);
    return recovered.length;
  }

  #publishEnd({ userId, conversation, message, generationId, seq }: RecoveredTurn): void {
    const { remote, publisher, telemetry, log } = this.#deps;
    log.info({ generationId, conversationId: conversation.id }, "closed an answer whose process was lost");
    telemetry.ended(message.model ?? "", "interrupted", "interrupted");
    remote.forget(generationId);
    const frame = finishedFrame({ generationId, message, lastSeq: seq, isRecovered: true });
    publisher.publishToConversation(userId, conversation.id, frame);
    publisher.publishToUser(userId, { type: "conversation.updated", conversation });
  }
}
