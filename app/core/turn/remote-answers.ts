import type { Message } from "#app/protocol/resources.ts";
import type { Log } from "../log.ts";
import { finishedFrame } from "./answer-end.ts";
import { AnswerText } from "./answer-text.ts";
import type { FramePublisher } from "./frame-publisher.ts";
import { deltaSince, type GenerationIdentity, type StreamingAnswer } from "./streaming-answer.ts";
import type { LiveGenerations } from "./live-generations.ts";
import type { TurnTelemetry } from "../telemetry/turn-telemetry.ts";
import type { RunningAnswer, TurnStore } from "./turn-store.ts";

/** Followed answers are looked at this often even when no notice comes. */
const pollIntervalMs = 1_000;

interface Dependencies {
  store: Pick<TurnStore, "findRunning" | "findFinished" | "readLogs" | "findTurn">;
  live: LiveGenerations;
  publisher: FramePublisher;
  telemetry: TurnTelemetry;
  log: Log;
}

class RemoteAnswer implements StreamingAnswer {
  readonly identity: GenerationIdentity;
  readonly answer = new AnswerText();
  readonly #former: RunningAnswer["former"];

  constructor({ former, ...identity }: RunningAnswer) {
    this.identity = identity;
    this.#former = former;
  }

  /** Takes over what the log did not show of it: the whole message is known now. */
  complete(message: Message, lastSeq: number): void {
    const count = lastSeq - this.answer.lastSeq;
    const known = this.answer.since(0);
    const text = restAfter(this.#former.text + known.text, message.content);
    const reasoning = restAfter(this.#former.reasoning + known.reasoning, message.reasoning ?? "");
    if (count <= 0 || text === undefined || reasoning === undefined) return;
    const fill = (first: string) => [first, ...Array.from({ length: count - 1 }, () => "")];
    this.answer.restore({ lastSeq, texts: fill(text), reasonings: fill(reasoning) });
  }
}

/** `undefined` where the whole is no continuation, as when it was blocked. */
function restAfter(beginning: string, whole: string): string | undefined {
  return whole.startsWith(beginning) ? whole.slice(beginning.length) : undefined;
}

/**
 * Answers that other processes write and that somebody here watches, followed by their logs: all of them with one
 * query, when a notice tells that a log has grown and once a second without.
 */
export class RemoteAnswers {
  readonly #deps: Dependencies;
  readonly #byId = new Map<string, RemoteAnswer>();
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> | undefined;
  #due = new Set<string>();

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer = setInterval(() => void this.#poll(), pollIntervalMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  find(userId: string, generationId: string): StreamingAnswer | undefined {
    const remote = this.#byId.get(generationId);
    return remote?.identity.userId === userId ? remote : undefined;
  }

  inConversation(userId: string, conversationId: string): StreamingAnswer[] {
    return [...this.#byId.values()].filter(
      ({ identity }) => identity.userId === userId && identity.conversationId === conversationId,
    );
  }

  /** Begins to follow what other processes write in the conversation; resolves when the logs so far are read. */
  async follow(userId: string, conversationId: string): Promise<void> {
    const { store, live } = this.#deps;
    const running = await store.findRunning({ userId, conversationId });
    const unknown = running.filter(({ id }) => !live.find(userId, id) && !this.#byId.has(id));
    for (const answer of unknown) this.#byId.set(answer.id, new RemoteAnswer(answer));
    if (unknown.length > 0) await this.#read(unknown.map(({ id }) => id));
  }

  /** Looks at the logs of these answers, as far as they are followed here. */
  readSoon(generationIds: readonly string[]): void {
    for (const id of generationIds) if (this.#byId.has(id)) this.#due.add(id);
    if (this.#due.size === 0 || this.#reading) return;
    this.#reading = this.#readDue().finally(() => {
      this.#reading = undefined;
      if (this.#due.size > 0) this.readSoon([]);
    });
  }

  /** Forgets an answer whose end was told. */
  forget(generationId: string): void {
    this.#byId.delete(generationId);
  }

  /** Publishes how an answer ended that another process wrote, after the last of its text. */
  async end(userId: string, conversationId: string, generationId: string): Promise<void> {
    const turn = await this.#deps.store.findTurn({ userId, id: generationId });
    const followed = this.#byId.get(generationId);
    const shownSeq = followed?.answer.lastSeq ?? 0;
    if (turn?.answer && followed) {
      followed.complete(turn.answer, turn.lastSeq);
      this.#publishDelta(generationId, shownSeq);
    }
    if (turn?.answer) {
      const end = { ...turn, generationId, message: turn.answer };
      this.#deps.publisher.publishToConversation(userId, conversationId, finishedFrame(end, shownSeq));
    }
    this.#byId.delete(generationId);
  }

  async #poll(): Promise<void> {
    this.#dropUnsubscribed();
    this.readSoon([...this.#byId.keys()]);
    try {
      await this.#endFinished();
    } catch (error) {
      this.#failed(error, "could not look for answers of other processes that have ended");
    }
  }

  /** Their end may have been told between the moment when they were found and the moment when they were followed. */
  async #endFinished(): Promise<void> {
    if (this.#byId.size === 0) return;
    for (const id of await this.#deps.store.findFinished([...this.#byId.keys()])) {
      const over = this.#byId.get(id);
      if (over) await this.end(over.identity.userId, over.identity.conversationId, id);
    }
  }

  #failed(error: unknown, message: string): void {
    this.#deps.telemetry.backgroundError("follow");
    this.#deps.log.warn({ err: error }, message);
  }

  async #readDue(): Promise<void> {
    const ids = [...this.#due];
    this.#due = new Set();
    try {
      await this.#read(ids);
    } catch (error) {
      // The next look tries again; what was missed is still in the log.
      this.#failed(error, "could not follow the answers of other processes");
    }
  }

  async #read(ids: readonly string[]): Promise<void> {
    const wanted = ids.flatMap((generationId) => {
      const remote = this.#byId.get(generationId);
      return remote ? [{ generationId, afterSeq: remote.answer.lastSeq }] : [];
    });
    if (wanted.length === 0) return;
    const before = new Map(wanted.map(({ generationId, afterSeq }) => [generationId, afterSeq]));
    for (const pieces of await this.#deps.store.readLogs(wanted)) {
      this.#byId.get(pieces.generationId)?.answer.restore(pieces);
    }
    for (const [id, afterSeq] of before) this.#publishDelta(id, afterSeq);
  }

  #publishDelta(id: string, afterSeq: number): void {
    const remote = this.#byId.get(id);
    const frame = remote && deltaSince(remote, afterSeq);
    if (!frame) return;
    const { userId, conversationId } = remote.identity;
    this.#deps.publisher.publishToConversation(userId, conversationId, frame, afterSeq);
  }

  #dropUnsubscribed(): void {
    for (const [id, { identity }] of this.#byId) {
      if (!this.#deps.publisher.hasConversationSubscribers(identity.userId, identity.conversationId))
        this.#byId.delete(id);
    }
  }
}
