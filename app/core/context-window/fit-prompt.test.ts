import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PromptMessage } from "../turn/text-model.ts";
import { estimateTokens, fitPrompt } from "./fit-prompt.ts";

const turns = (count: number, length: number): PromptMessage[] =>
  Array.from({ length: count * 2 + 1 }, (_, index) => ({
    role: index % 2 === 0 ? "user" : "assistant",
    content: `${index} `.padEnd(length, "x"),
  }));

describe("fitPrompt", () => {
  it("sends everything when the window is not known", () => {
    const messages = turns(50, 1000);
    expect(
      fitPrompt({ systemPrompt: undefined, messages, contextLength: undefined, maxTokens: undefined }),
    ).toEqual(messages);
  });

  it("drops whole turns, oldest first, and keeps the system prompt and the newest message", () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 30 }),
        fc.integer({ min: 4, max: 600 }),
        fc.integer({ min: 600, max: 8000 }),
        (count, length, contextLength) => {
          const messages = turns(count, length);
          const [system, ...kept] = fitPrompt({
            systemPrompt: "Be kind.",
            messages,
            contextLength,
            maxTokens: 200,
          });
          expect(system).toEqual({ role: "system", content: "Be kind." });
          expect(kept).toEqual(messages.slice(messages.length - kept.length));
          expect(kept[0]?.role).toBe("user");
          const total = kept.reduce((sum, message) => sum + estimateTokens(message.content), 0);
          const oneMore = messages.slice(messages.length - kept.length - 2);
          const budget = contextLength - 200 - estimateTokens("Be kind.");
          expect(kept.length === 1 || total <= budget).toBe(true);
          const totalOneMore = oneMore.reduce((sum, message) => sum + estimateTokens(message.content), 0);
          expect(kept.length === messages.length || totalOneMore > budget).toBe(true);
        },
      ),
    );
  });
});
