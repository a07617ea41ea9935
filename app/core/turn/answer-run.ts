import { setTimeout as sleep } from "node:timers/promises";
import type { ServerFrame } from "#app/protocol/frames.ts";
import type { Conversation, Message } from "#app/protocol/resources.ts";
import { AppError } from "../app-error.ts";
import type { MessageWriter } from "../conversation/message-store.ts";
import type { Log } from "../log.ts";
import type { Moderation } from "../safety/moderation.ts";
import type { FramePublisher } from "./frame-publisher.ts";
import { finishedFrame } from "./answer-end.ts";
import { FrameCoalescer } from "./frame-coalescer.ts";
import { deltaSince, queuedFrame, startedFrame } from "./streaming-answer.ts";
import { retry, untilPrimaryIsBack } from "../concurrency/retry.ts";
import type { LiveGeneration } from "./live-generation.ts";
import type { LiveGenerations } from "./live-generations.ts";
import { persistEnd } from "./persist-end.ts";
import type { ModelRequest, TextModel } from "./text-model.ts";
import type { TitleGenerator } from "./title-generator.ts";
import type { TurnTelemetry } from "../telemetry/turn-telemetry.ts";
import type { TurnEnded, TurnStore } from "./turn-store.ts";
import { writeAnswer, type Ending } from "./write-answer.ts";

const pollIntervalMs = 500;

interface Dependencies {
  store: TurnStore;
  publisher: FramePublisher;
  live: LiveGenerations;
  titles: TitleGenerator;
  telemetry: TurnTelemetry;
  /** Undefined: no safety model is configured. */
  moderation: Moderation | undefined;
  /** Takes back words that were blocked. */
  questions: Pick<MessageWriter, "withholdQuestion">;
  /** Hears of each answer that is written, for its user's account. */
  countTokens: (userId: string, message: Message) => void;
  /** Asks for the next log entry before its turn. */
  flushLogSoon: () => void;
  log: Log;
}

interface CommitOptions {
  /** Whether the watchers are to hear `message.accepted`. */
  accepted: boolean;
  /** The first message of a conversation that has no title yet. */
  title: string | undefined;
}

/** One answer on its way: asked for before the commit, shown after it. */
export interface PendingAnswer {
  finished: Promise<Message>;
  /** The turn is on the primary: tell the watchers, and show what the model has said meanwhile. */
  commit(conversation: Conversation, userMessage: Message, options: CommitOptions): void;
  /** The turn was not committed: close the upstream request, keep nothing. */
  discard(): void;
}

/** Runs answers from the model's first word to the commit of the whole, and tells who listens. */
export class AnswerRun {
  readonly #deps: Dependencies;
  readonly #coalescer: FrameCoalescer;
  readonly #finished = new Map<string, Promise<Message>>();

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.#coalescer = new FrameCoalescer((generation) => this.#emit(generation));
  }

  begin(generation: LiveGeneration, model: TextModel, request: ModelRequest): PendingAnswer {
    const { telemetry, moderation } = this.#deps;
    const { identity } = generation;
    const watch = moderation?.begin({
      userId: identity.userId,
      conversationId: identity.conversationId,
      questionId: identity.parentId,
      answerId: identity.messageId,
      model: identity.model,
      messages: request.messages,
      signal: generation.signal,
    });
    const writing = writeAnswer(
      generation,
      model,
      {
        ...request,
        userId: generation.identity.userId,
        onQueued: (position, reason) => {
          generation.queuePosition = position;
          generation.waitReason = reason;
          if (generation.committed) this.#publishQueued(generation);
        },
        onRefitted: (use) => {
          generation.context = { ...use, summarised: generation.context?.summarised ?? false };
        },
        onFallback: (modelName) => generation.recordFallback(modelName),
      },
      {
        onText: () => {
          telemetry.textReceived(generation.identity.model);
          if (!generation.committed) return;
          this.#coalescer.onText(generation);
          if (generation.needsFlush) this.#deps.flushLogSoon();
        },
        onFirstToken: (elapsedMs) => telemetry.firstToken(generation.identity.model, elapsedMs),
      },
      watch,
    );
    const outcome = deferred<Message>();
    // Whoever waits for the answer hears of the failure; when nobody does, the log already has it.
    outcome.promise.catch(() => {});
    return {
      finished: outcome.promise,
      commit: (conversation, userMessage, options) => {
        this.#open(generation, conversation, userMessage, options.accepted);
        this.#finished.set(generation.identity.id, outcome.promise);
        void this.#complete(generation, writing).then((ended) => {
          this.#finished.delete(generation.identity.id);
          if (!ended) {
            outcome.reject(new AppError("not_found"));
            return;
          }
          outcome.resolve(ended.message);
          if (options.title !== undefined && ended.message.status === "complete") {
            this.#deps.titles.generateSoon(model, ended, options.title, request.requestId);
          }
        });
      },
      discard: () => generation.end("deleted"),
    };
  }

  /** The answer that a running generation will give, in this process or another. */
  waitForAnswer(userId: string, generationId: string): Promise<Message> {
    const here = this.#deps.live.find(userId, generationId) && this.#finished.get(generationId);
    const finished = here ?? this.#pollForAnswer(userId, generationId);
    // Whoever waits hears of a failure; often nobody does.
    finished.catch(() => {});
    return finished;
  }

  /** Looks now and then: only a program that repeats its request at another process waits so. */
  async #pollForAnswer(userId: string, id: string): Promise<Message> {
    for (;;) {
      const turn = await this.#deps.store.findTurn({ userId, id });
      if (turn?.answer) return turn.answer;
      if (!turn) throw new AppError("not_found");
      await sleep(pollIntervalMs);
    }
  }

  #open(
    generation: LiveGeneration,
    conversation: Conversation,
    userMessage: Message,
    accepted: boolean,
  ): void {
    const { live, telemetry, publisher } = this.#deps;
    const { id, userId } = generation.identity;
    generation.committed = true;
    live.add(generation);
    telemetry.running(live.size);
    if (accepted) {
      this.#publishToConversation(generation, {
        type: "message.accepted",
        id: userMessage.id,
        conversation,
        message: userMessage,
        generationId: id,
      });
    }
    this.#publishToConversation(generation, startedFrame(generation));
    this.#publishQueued(generation);
    publisher.publishToUser(userId, { type: "conversation.updated", conversation });
    if (generation.answer.hasUncut) this.#emit(generation);
  }

  /** Waits for the model, writes the answer and tells it. `undefined` when the answer no longer had a place. */
  async #complete(generation: LiveGeneration, writing: Promise<Ending>): Promise<TurnEnded | undefined> {
    const { live, telemetry, log } = this.#deps;
    const ending = await writing;
    if (ending.cause) {
      log.warn(
        { err: ending.cause, generationId: generation.identity.id, model: generation.identity.model },
        "the model failed to answer",
      );
    }
    this.#coalescer.flush(generation);
    if (ending.status === "blocked") await this.#withholdQuestion(generation, ending);
    const ended = await persistEnd(generation, ending, this.#deps);
    const { model } = generation.identity;
    telemetry.ended(model, ended?.message.status ?? "interrupted", ending.error?.code);
    if (ended) this.#publishEnd(generation, ended, ending.usage);
    // Until here readers that lag behind find the last of the text.
    live.remove(generation);
    telemetry.running(live.size);
    return ended;
  }

  #publishEnd(generation: LiveGeneration, ended: TurnEnded, usage: Ending["usage"]): void {
    const { telemetry, publisher } = this.#deps;
    const { id, userId, model } = generation.identity;
    // Of this run alone: the message of one that went on tells of all its runs.
    this.#deps.countTokens(userId, { ...ended.message, usage });
    telemetry.tokensUsed(model, usage ?? {});
    const { lastSeq } = generation.answer;
    const end = {
      generationId: id,
      message: ended.message,
      lastSeq: ended.recoveredSeq ?? lastSeq,
      isRecovered: ended.recoveredSeq !== undefined,
    };
    this.#publishToConversation(generation, finishedFrame(end, lastSeq));
    publisher.publishToUser(userId, { type: "conversation.updated", conversation: ended.conversation });
  }

  /** The words that were blocked are not kept, unless the operator wants it; other words of the turn are. */
  async #withholdQuestion({ identity }: LiveGeneration, { safety }: Ending): Promise<void> {
    const { moderation, questions, publisher, telemetry, log } = this.#deps;
    if (safety?.direction !== "input" || safety.verdict !== "unsafe" || moderation?.keepsContent) return;
    const { userId, conversationId, parentId } = identity;
    const fields = { messageId: parentId };
    try {
      const message = await retry(() => questions.withholdQuestion({ userId, messageId: parentId }), {
        delayMs: untilPrimaryIsBack(),
        onRetry: (error) => {
          telemetry.backgroundError("withhold");
          log.warn({ ...fields, err: error }, "could not take back the words of a blocked message yet");
        },
      });
      if (message)
        publisher.publishToConversation(userId, conversationId, { type: "message.updated", message });
    } catch (error) {
      telemetry.backgroundError("withhold");
      log.error({ ...fields, err: error }, "could not take back the words of a blocked message");
    }
  }

  #publishQueued(generation: LiveGeneration): void {
    const frame = queuedFrame(generation);
    if (frame) this.#publishToConversation(generation, frame);
  }

  #emit(generation: LiveGeneration): void {
    const before = generation.answer.lastSeq;
    generation.answer.cut();
    const frame = deltaSince(generation, before);
    if (frame) this.#publishToConversation(generation, frame, before);
  }

  #publishToConversation(generation: LiveGeneration, frame: ServerFrame, coversAfter?: number): void {
    const { userId, conversationId } = generation.identity;
    this.#deps.publisher.publishToConversation(userId, conversationId, frame, coversAfter);
  }
}

/** `Promise.withResolvers` of newer runtimes. */
function deferred<T>() {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
