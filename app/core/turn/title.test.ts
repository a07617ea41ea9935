import { describe, expect, it } from "vitest";
import type { ModelEvent, ModelRequest, TextModel } from "./text-model.ts";
import { requestTitle, cleanTitle, titleFromContent } from "./title.ts";

describe("cleanTitle", () => {
  it.each([
    ['"Rust lifetimes explained"', "Rust lifetimes explained"],
    ["Title: Rust lifetimes", "Rust lifetimes"],
    ["\n\n**Bold idea**\nmore text", "Bold idea"],
    ["<think>short?</think>\nA short title", "A short title"],
    ["„Über Lebenszeiten“", "Über Lebenszeiten"],
    ["a\u202ereversed\u0007", "areversed"],
    ["\ufeff\u061ca\u2067b\u2069\u2028c", "abc"],
    ["<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"],
    ["<think>never ends", ""],
  ])("makes %j one line of plain text", (given, title) => {
    expect(cleanTitle(given)).toBe(title);
  });

  it("cuts a long title between characters, not within one", () => {
    const title = cleanTitle("😀".repeat(100));
    expect([...title]).toHaveLength(80);
    expect(title.endsWith("😀…")).toBe(true);
  });
});

/** Says one list of events after the other, and remembers what it was asked. */
function modelThatSays(...answers: ModelEvent[][]) {
  const asked: ModelRequest[] = [];
  const model: TextModel = {
    name: "Test",
    model: "test",
    systemPrompt: undefined,
    maxTokens: undefined,
    contextLength: () => undefined,
    async *stream(request) {
      asked.push(request);
      yield* answers.shift() ?? [];
    },
    isUp: async () => true,
  };
  return { model, asked };
}

const finished: ModelEvent = { type: "finished", finishReason: "stop" };
const exchange = { question: "Wie sortiere ich eine Liste?", answer: "So …" };
const { signal } = new AbortController();

describe("requestTitle", () => {
  it("shows the model the exchange and asks for few words in the language of the question", async () => {
    const { model, asked } = modelThatSays([{ type: "text", text: '"Listen sortieren"' }, finished]);
    expect(await requestTitle(model, exchange, "request-1", signal)).toBe("Listen sortieren");
    expect(asked).toHaveLength(1);
    expect(asked[0]?.messages.map(({ role }) => role)).toEqual(["user", "assistant", "user"]);
    expect(asked[0]?.messages[0]?.content).toBe(exchange.question);
    expect(asked[0]?.messages.at(-1)?.content).toContain("in the language of my first message");
    expect(asked[0]?.maxTokens).toBeLessThan(100);
  });

  it("leaves the thoughts out", async () => {
    const { model } = modelThatSays([
      { type: "reasoning", text: "Short, I think." },
      { type: "text", text: "Listen sortieren" },
      finished,
    ]);
    expect(await requestTitle(model, exchange, "request-1", signal)).toBe("Listen sortieren");
  });

  it("asks again with more room when the model has only thought", async () => {
    const { model, asked } = modelThatSays(
      [
        { type: "reasoning", text: "A title of at most" },
        { type: "finished", finishReason: "length" },
      ],
      [{ type: "reasoning", text: "…" }, { type: "text", text: "Listen sortieren" }, finished],
    );
    expect(await requestTitle(model, exchange, "request-1", signal)).toBe("Listen sortieren");
    expect(asked[1]?.maxTokens).toBeGreaterThan(asked[0]?.maxTokens ?? Infinity);
  });

  it("gives up on a model that says nothing", async () => {
    const { model, asked } = modelThatSays([finished]);
    expect(await requestTitle(model, exchange, "request-1", signal)).toBe("");
    expect(asked).toHaveLength(1);
  });
});

describe("titleFromContent", () => {
  it("takes the first line that says something", () => {
    expect(titleFromContent("\n  How do I sort a list?\nThanks")).toBe("How do I sort a list?");
  });

  it("falls back to a name for a message without words", () => {
    expect(titleFromContent("***")).toBe("New chat");
  });
});
