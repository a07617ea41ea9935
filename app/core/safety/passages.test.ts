import { describe, expect, it } from "vitest";
import type { PromptMessage } from "../turn/text-model.ts";
import { contextOf, passagesOf, reachOf } from "./passages.ts";

describe("reachOf", () => {
  it("fits passage, conversation and instructions into the guard's window", () => {
    for (const window of [4096, 8192, 131_072]) {
      const { passage, context } = reachOf(window);
      expect(passage + context + 1_000).toBeLessThanOrEqual(window);
    }
    expect(reachOf(undefined)).toEqual({ passage: 4_000, context: 4_000 });
    expect(reachOf(100).passage).toBe(500);
  });
});

describe("passagesOf", () => {
  const text = Array.from({ length: 300 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join("");

  it("covers the part, leaves no seam without overlap and passes no length", () => {
    for (const [from, to] of [
      [0, 300],
      [0, 40],
      [120, 300],
      [299, 300],
    ] as const) {
      const pieces = [...passagesOf(text, from, to, 40)];
      expect(pieces.every(({ length }) => length <= 40)).toBe(true);
      const starts = pieces.map((piece) => text.indexOf(piece));
      expect(starts[0]).toBe(Math.max(0, from - 10));
      expect(text.indexOf(pieces.at(-1)!) + pieces.at(-1)!.length).toBe(to);
      starts.slice(1).forEach((start, index) => expect(start).toBe(starts[index]! + 30));
    }
  });
});

describe("contextOf", () => {
  const said = (...turns: string[]): PromptMessage[] =>
    turns.map((content, index) => ({ role: index % 2 === 0 ? "user" : "assistant", content }));

  it("takes as many of the last turns as fit, without the system prompt, the first from the user", () => {
    const messages = [{ role: "system", content: "Be brief." } as const, ...said("aaaa", "bbbb", "cccc")];
    expect(contextOf(messages, 100)).toEqual(said("aaaa", "bbbb", "cccc"));
    expect(contextOf(messages, 8)).toEqual(said("cccc"));
    expect(contextOf(messages, 11)).toEqual(said("cccc"));
    expect(contextOf(messages, 12)).toHaveLength(3);
  });

  it("keeps the end of a newest turn that is too long by itself", () => {
    expect(contextOf(said("old", "older", "0123456789"), 4)).toEqual(said("6789"));
    expect(contextOf([], 4)).toEqual([]);
  });
});
