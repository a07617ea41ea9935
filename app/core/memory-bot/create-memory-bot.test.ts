import { describe, expect, it } from "vitest";
import type { Message } from "#app/protocol/resources.ts";
import { AppError } from "../app-error.ts";
import { createMemoryBot } from "./create-memory-bot.ts";
import type { MemoryBotCommand } from "./memory-bot.ts";

const time = "2026-03-10T12:00:00.000Z";

function message(given: Partial<Message>): Message {
  return {
    id: "a1",
    conversationId: "c1",
    parentId: "u1",
    role: "assistant",
    content: "An answer.",
    status: "complete",
    createdAt: time,
    siblingIds: [],
    ...given,
  };
}

/** A bot whose next turn ends so; a refusal starts none. */
function createBot(end: Partial<Message> | AppError) {
  const deleted: string[] = [];
  const bot = createMemoryBot({
    store: {
      open: async () => ({ number: 7, isNew: true }),
      take: async () => ({ outcome: "taken", conversationId: "c1" }),
      release: async () => {},
    },
    turns: {
      async send({ conversationId = "" }) {
        if (end instanceof AppError) throw end;
        const conversation = {
          ...{
            id: conversationId,
            title: "T",
            pinned: false,
            systemPrompt: null,
            model: null,
            parameters: null,
          },
          ...{ unread: false, createdAt: time, updatedAt: time, generating: true },
        };
        return {
          conversation,
          userMessage: message({ role: "user" }),
          generationId: "g1",
          repeated: false,
          finished: Promise.resolve(message(end)),
        };
      },
      stop: async () => {},
    },
    conversations: { delete: async ({ conversationId }) => void deleted.push(conversationId) },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
  const ask = (given: Partial<MemoryBotCommand> = {}) =>
    bot.answer({
      user: { id: "ada", name: null, email: null },
      requestId: "r",
      number: undefined,
      context: "Be brief.",
      prompt: "Hello",
      key: undefined,
      gone: new AbortController().signal,
      stopWhenGone: false,
      ...given,
    });
  return { ask, deleted };
}

describe("the memory bot", () => {
  it("counts tokens as the server did, as the prompt was measured, or by an estimate", async () => {
    const counted = createBot({ usage: { promptTokens: 30, completionTokens: 4 } });
    expect(await counted.ask()).toMatchObject({
      number: 7,
      tokens: 34,
      reply: "An answer.",
      timestamp: time,
    });
    const use = {
      usedTokens: 20,
      limitTokens: 100,
      firstMessageId: null,
      summarised: false,
      estimated: false,
    };
    const measured = await createBot({ context: use }).ask();
    expect(measured.tokens).toBeGreaterThan(20);
    expect((await createBot({}).ask()).tokens).toBeGreaterThan(0);
  });

  it.each([
    ["failed", { code: "model_timeout", message: "Too slow." }, "model_timeout"],
    ["failed", { code: "of another version", message: "What?" }, "model_failed"],
    ["failed", undefined, "model_failed"],
    ["interrupted", { code: "interrupted", message: "Cut." }, "interrupted"],
    ["blocked", undefined, "content_blocked"],
    ["blocked", { code: "safety_unavailable", message: "No guard." }, "safety_unavailable"],
  ] as const)("fails as its answer that is %s with %j", async (status, error, code) => {
    const end = { status, content: "", ...(error && { error }) };
    const failure = createBot(end).ask({ number: 3 });
    await expect(failure).rejects.toMatchObject({ code, message: expect.stringContaining("id 3") });
  });

  it("gives what was written when a person stopped the answer", async () => {
    expect(await createBot({ status: "stopped", content: "An ans" }).ask()).toMatchObject({
      reply: "An ans",
    });
  });

  it("leaves no empty conversation behind when its first turn is refused, unless it may have been taken", async () => {
    const refused = createBot(new AppError("quota_exceeded"));
    await expect(refused.ask()).rejects.toMatchObject({ code: "quota_exceeded" });
    expect(refused.deleted).toHaveLength(1);
    await expect(refused.ask({ number: 3 })).rejects.toMatchObject({ code: "quota_exceeded" });
    expect(refused.deleted).toHaveLength(1);
    const unknown = createBot(new AppError("database_unavailable"));
    await expect(unknown.ask()).rejects.toMatchObject({ code: "database_unavailable" });
    expect(unknown.deleted).toEqual([]);
  });
});
