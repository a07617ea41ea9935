import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "../app-error.ts";
import type { TextModel } from "../turn/text-model.ts";
import { ContextWindow, type BranchMessage } from "./context-window.ts";
import { promptBudget, templateTokens } from "./fit-prompt.ts";

/** A tokenizer that gives a token per word. */
const countWords = (text: string) => text.split(/\s+/).filter(Boolean).length;

interface Given {
  contextLength?: number | undefined;
  promptLimit?: number | undefined;
  count?: ((text: string) => Promise<number | undefined>) | undefined;
}

function modelWith({ contextLength, promptLimit, count }: Given): TextModel & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    name: "Test",
    model: "test",
    systemPrompt: undefined,
    maxTokens: undefined,
    contextLength: () => contextLength,
    promptLimit: () => promptLimit,
    ...(count && {
      countTokens: (text: string) => {
        asked.push(text);
        return count(text);
      },
    }),
    stream: () => {
      throw new Error("not asked to answer here");
    },
    isUp: () => Promise.resolve(true),
  };
}

const branch = (lengths: readonly number[]): BranchMessage[] =>
  lengths.map((words, index) => ({
    id: String(index),
    role: index % 2 === 0 ? "user" : "assistant",
    content: Array.from({ length: words }, (_, word) => `w${index}.${word}`).join(" "),
  }));

const words = async (text: string) => countWords(text);

describe("ContextWindow", () => {
  it("never sends more than fits, in order, whole turns, with the system prompt and the newest message", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 41 }),
        fc.integer({ min: 300, max: 6_000 }),
        fc.option(fc.integer({ min: 16, max: 2_000 }), { nil: undefined }),
        fc.boolean(),
        async (lengths, contextLength, maxTokens, counts) => {
          const odd = lengths.length % 2 === 0 ? lengths.slice(1) : lengths;
          const messages = branch(odd);
          const model = modelWith({ contextLength, count: counts ? words : undefined });
          const systemPrompt = "Be kind and brief.";
          const limit = promptBudget(contextLength, maxTokens);
          let fitted;
          try {
            fitted = await new ContextWindow().fit(model, { systemPrompt, messages, maxTokens });
          } catch (error) {
            // Only a newest message that is too long by itself is refused.
            expect(error).toMatchObject({ code: "message_too_long" });
            expect((messages.at(-1)?.content.length ?? 0) / 2).toBeGreaterThan(limit / 2);
            return;
          }
          const [system, ...sent] = fitted.messages;
          expect(system).toEqual({ role: "system", content: systemPrompt });
          const kept = messages.slice(messages.length - sent.length);
          expect(sent).toEqual(kept.map(({ id, role, content }) => ({ id, role, content })));
          expect(sent[0]?.role).toBe("user");
          const real = fitted.messages.reduce(
            (sum, { content }) => sum + countWords(content) + templateTokens,
            0,
          );
          expect(sent.length === 1 || real <= limit).toBe(true);
          expect(sent.length === 1 || fitted.use.usedTokens <= limit).toBe(true);
          expect(fitted.use.firstMessageId).toBe(sent.length < messages.length ? kept[0]?.id : null);
          expect(fitted.use.limitTokens).toBe(limit);
        },
      ),
    );
  });

  it("never passes the limit either where texts differ in how many tokens their letters make", async () => {
    /** A token per letter of digits, a token per word of others. */
    const uneven = (text: string) => (text.match(/\d|[^\d\s]+/g) ?? []).length;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 300 })), { minLength: 1, maxLength: 31 }),
        fc.integer({ min: 400, max: 4_000 }),
        async (texts, contextLength) => {
          const odd = texts.length % 2 === 0 ? texts.slice(1) : texts;
          const messages = odd.map(([isDigits, length], index): BranchMessage => ({
            id: String(index),
            role: index % 2 === 0 ? "user" : "assistant",
            content: isDigits ? `${index}`.padEnd(length, "7") : `w${"x".repeat(index)} `.repeat(length),
          }));
          const model = modelWith({ contextLength, count: async (text) => uneven(text) });
          const parts = { systemPrompt: undefined, messages, maxTokens: undefined };
          const fitted = await new ContextWindow().fit(model, parts).catch((error: unknown) => {
            expect(error).toMatchObject({ code: "message_too_long" });
          });
          if (!fitted) return;
          const real = fitted.messages.reduce((sum, { content }) => sum + uneven(content), 0);
          expect(real).toBeLessThanOrEqual(promptBudget(contextLength, undefined));
          expect(fitted.use.estimated && model.asked.length > 0).toBe(false);
        },
      ),
    );
  });

  it("asks for no counts while the prompt could not pass the limit", async () => {
    const model = modelWith({ contextLength: 8_000, count: words });
    const { use } = await new ContextWindow().fit(model, {
      systemPrompt: undefined,
      messages: branch([20, 20, 20]),
      maxTokens: undefined,
    });
    expect(model.asked).toEqual([]);
    expect(use).toMatchObject({ estimated: true, firstMessageId: null });
  });

  it("keeps to what the server takes as a prompt, where that is less than the window", async () => {
    const model = modelWith({ contextLength: 8_000, promptLimit: 300, count: words });
    const { use } = await new ContextWindow().fit(model, {
      systemPrompt: undefined,
      messages: branch([100, 100, 100, 100, 50]),
      maxTokens: 100,
    });
    expect(use).toMatchObject({ limitTokens: 300, firstMessageId: "4" });
  });

  it("has each message counted once, and only the new ones with the next turn", async () => {
    const model = modelWith({ contextLength: 2_000, count: words });
    const window = new ContextWindow();
    const messages = branch([100, 100, 100]);
    const parts = { systemPrompt: undefined, maxTokens: undefined };
    const first = await window.fit(model, { ...parts, messages });
    expect(first.use.estimated).toBe(false);
    const grown = [...messages, ...branch([100, 100, 100, 50, 50]).slice(3)];
    await window.fit(model, { ...parts, messages: grown });
    await window.fit(model, { ...parts, messages: grown });
    expect(model.asked.toSorted()).toEqual(grown.map(({ content }) => content).toSorted());
  });

  it("counts a conversation that it has not seen before with two questions", async () => {
    const model = modelWith({ contextLength: 20_000, count: words });
    const messages = branch(Array.from({ length: 41 }, () => 100));
    const parts = { systemPrompt: "Be kind.", messages, maxTokens: undefined };
    const { use } = await new ContextWindow().fit(model, parts);
    expect(model.asked).toHaveLength(2);
    expect(use).toMatchObject({ estimated: false, firstMessageId: null });
  });

  it("goes on with the estimate when the server counts too slowly, or not at all", async () => {
    for (const count of [
      () => new Promise<undefined>(() => {}),
      () => Promise.resolve(undefined),
      undefined,
    ]) {
      const model = modelWith({ contextLength: 2_000, count });
      const { use } = await new ContextWindow().fit(model, {
        systemPrompt: undefined,
        messages: branch([150, 150, 100]),
        maxTokens: undefined,
      });
      expect(use.estimated).toBe(true);
    }
  });

  it("lets a server that cannot count alone for a while", async () => {
    const model = modelWith({ contextLength: 2_000, count: () => Promise.resolve(undefined) });
    const window = new ContextWindow();
    const parts = {
      systemPrompt: undefined,
      messages: branch([300, 300, 300, 300, 100]),
      maxTokens: undefined,
    };
    await window.fit(model, parts);
    const asked = model.asked.length;
    await window.fit(model, parts);
    expect(model.asked).toHaveLength(asked);
  });

  it("refuses a message that alone is too long, with the counts", async () => {
    const model = modelWith({ contextLength: 1_000, count: words });
    const fitting = new ContextWindow().fit(model, {
      systemPrompt: undefined,
      messages: branch([2_000]),
      maxTokens: 200,
    });
    await expect(fitting).rejects.toThrow(AppError);
    await expect(fitting).rejects.toThrow(/2040 tokens .* the model can read 800/);
  });

  it("sends everything to a model whose window nobody knows", async () => {
    const messages = branch([5_000, 5_000, 5_000]);
    const fitted = await new ContextWindow().fit(modelWith({}), {
      systemPrompt: undefined,
      messages,
      maxTokens: undefined,
    });
    expect(fitted.messages).toHaveLength(3);
    expect(fitted.use.limitTokens).toBeNull();
  });
});
