import { v5 as derivedId, v7 as newId } from "uuid";
import { isErrorCode } from "#app/protocol/errors.ts";
import type { Message } from "#app/protocol/resources.ts";
import { AppError, isAppError } from "../app-error.ts";
import { KeyedMutex } from "../concurrency/keyed-mutex.ts";
import { exponentialBackoff, retry } from "../concurrency/retry.ts";
import type { Conversations } from "../conversation/conversations.ts";
import { estimateTokens } from "../context-window/token-counts.ts";
import type { Log } from "../log.ts";
import type { StartedTurn, Turns } from "../turn/turns.ts";
import type { MemoryBotStore } from "./memory-bot-store.ts";
import type { MemoryBot, MemoryBotCommand, MemoryBotReply } from "./memory-bot.ts";

/** Of one conversation, in this process. */
const maxWaiting = 200;
/** Another process, or a person in the browser, may be busy with the conversation this long. */
const patienceMs = 120_000;
const firstPollMs = 20;
const longestPollMs = 400;
/** For conversation ids that are made from idempotency keys; any constant UUID does. */
const keyNamespace = "5f0d1c57-6a3e-4d0c-9a53-3a0f6c1f7b11";

interface Dependencies {
  store: MemoryBotStore;
  turns: Pick<Turns, "send" | "stop">;
  conversations: Pick<Conversations, "delete">;
  log: Log;
}

interface Place {
  number: number;
  conversationId: string;
  turnId: string;
}

export function createMemoryBot({ store, turns, conversations, log }: Dependencies): MemoryBot {
  const mutex = new KeyedMutex();

  async function start(command: MemoryBotCommand): Promise<MemoryBotReply> {
    const { user, key, context } = command;
    const turnId = key ?? newId();
    const conversationId = key === undefined ? newId() : derivedId(`${key}\n${user.id}`, keyNamespace);
    const opened = await store.open({ user, conversationId, context, turnId });
    if (!opened) throw new AppError("conflict");
    const place = { number: opened.number, conversationId, turnId };
    try {
      return await runTurn(command, place, opened.isNew);
    } finally {
      await release(command, place);
    }
  }

  async function goOn(command: MemoryBotCommand, number: number): Promise<MemoryBotReply> {
    const turnId = command.key ?? newId();
    const key = `${number}\n${command.user.id}`;
    if (mutex.countOf(key) >= maxWaiting) {
      throw new AppError("rate_limited", {
        message: `At most ${maxWaiting} turns may wait in one conversation. Wait for their answers.`,
        retryAfterSeconds: 5,
      });
    }
    return mutex.run(key, async () => {
      const conversationId = await take(command, number, turnId);
      const place = { number, conversationId, turnId };
      try {
        return await runTurn(command, place, false);
      } finally {
        await release(command, place);
      }
    });
  }

  /** Other processes and the browser may be writing in the conversation: their answers come first. */
  async function take(command: MemoryBotCommand, number: number, turnId: string): Promise<string> {
    const busy = new AppError("rate_limited", {
      message: "Another answer is being written in this conversation. Wait for it to finish.",
      retryAfterSeconds: 5,
    });
    const backoffMs = exponentialBackoff({
      firstMs: firstPollMs,
      longestMs: longestPollMs,
      giveUpAfterMs: patienceMs,
    });
    return retry(
      async () => {
        if (command.stopWhenGone && command.gone.aborted) throw new AppError("interrupted");
        const taken = await store.take({ userId: command.user.id, number, turnId });
        if (taken.outcome === "busy") throw busy;
        if (taken.outcome === "not_found") throw new AppError("not_found");
        return taken.conversationId;
      },
      { delayMs: (error, retries) => (error === busy ? backoffMs(error, retries) : undefined) },
    );
  }

  async function release({ user }: MemoryBotCommand, { number, turnId }: Place): Promise<void> {
    try {
      await store.release({ userId: user.id, number, turnId });
    } catch (error) {
      // It frees itself after a while.
      log.warn({ err: error }, "could not let the next turn of a numbered conversation in");
    }
  }

  async function runTurn(command: MemoryBotCommand, place: Place, isNew: boolean): Promise<MemoryBotReply> {
    const turn = await send(command, place).catch(async (error: unknown) => {
      if (isNew && isRefusal(error)) await dropEmpty(command, place);
      throw error;
    });
    if (turn.conversation.id !== place.conversationId) throw new AppError("conflict");
    const answer = await waitFor(turn, command);
    if (answer.status !== "complete" && answer.status !== "stopped") throw failureOf(answer, place.number);
    return {
      number: place.number,
      conversationId: place.conversationId,
      reply: answer.content,
      tokens: countTokens(command, answer),
      timestamp: answer.createdAt,
    };
  }

  function send(command: MemoryBotCommand, { conversationId, turnId }: Place): Promise<StartedTurn> {
    const { user, requestId, prompt } = command;
    return turns.send({ user, requestId, id: turnId, conversationId, mustExist: true, content: prompt });
  }

  /** A conversation that was made for a turn that was then refused. */
  async function dropEmpty({ user }: MemoryBotCommand, { conversationId }: Place): Promise<void> {
    try {
      await conversations.delete({ user, conversationId });
    } catch (error) {
      log.warn(
        { err: error, conversationId },
        "could not remove a conversation whose first turn was refused",
      );
    }
  }

  async function waitFor(
    { finished, generationId }: StartedTurn,
    command: MemoryBotCommand,
  ): Promise<Message> {
    if (!command.stopWhenGone) return finished;
    const { user, gone } = command;
    const stop = () => {
      turns.stop({ user, generationId }).catch((error: unknown) => {
        log.warn({ err: error, generationId }, "could not stop the answer of a caller who has gone");
      });
    };
    if (gone.aborted) stop();
    gone.addEventListener("abort", stop, { once: true });
    try {
      return await finished;
    } finally {
      gone.removeEventListener("abort", stop);
    }
  }

  return {
    answer: (command) => (command.number === undefined ? start(command) : goOn(command, command.number)),
  };
}

/** Nothing was written: unlike when the primary is away, that is sure. */
function isRefusal(error: unknown): boolean {
  return isAppError(error) && error.code !== "database_unavailable" && error.code !== "internal";
}

/** The message is saved, so the caller is told under which number. */
function failureOf({ error, status }: Message, number: number): AppError {
  const fallback = status === "blocked" ? "content_blocked" : "model_failed";
  const code = isErrorCode(error?.code) ? error.code : fallback;
  const { message } = error ?? new AppError(code);
  return new AppError(code, { message: `${message} The conversation has the id ${number}.` });
}

/** As the model server counted; an estimate where it did not. */
function countTokens({ context = "", prompt }: MemoryBotCommand, answer: Message): number {
  const { usage, context: use, content } = answer;
  const promptTokens =
    usage?.promptTokens ?? use?.usedTokens ?? estimateTokens(context) + estimateTokens(prompt);
  return promptTokens + (usage?.completionTokens ?? estimateTokens(content));
}
