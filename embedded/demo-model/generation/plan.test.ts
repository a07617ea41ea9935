import { describe, expect, it } from "vitest";
import { planGeneration } from "./plan.ts";

const plan = (text: string, bounds: { stop?: string[]; maxNewTokens?: number } = {}) =>
  planGeneration({ text }, { stop: [], maxNewTokens: 100, tokensPerSecond: 50, ...bounds });

describe("a planned generation", () => {
  it("ends with the end token when all was said", () => {
    expect(plan("one two")).toMatchObject({ texts: ["one", " two"], finishReason: "eos_token" });
  });

  it("ends by length when the room is used up, also when only the end token has none", () => {
    expect(plan("one two three", { maxNewTokens: 2 })).toMatchObject({
      texts: ["one", " two"],
      finishReason: "length",
    });
    expect(plan("one two", { maxNewTokens: 2 }).finishReason).toBe("length");
    expect(plan("one two", { maxNewTokens: 3 }).finishReason).toBe("eos_token");
  });

  it("ends behind the first stop sequence, which stays in the text", () => {
    const stopped = plan("one two three two", { stop: ["three", "wo"] });
    expect(stopped.texts.join("")).toBe("one two");
    expect(stopped.finishReason).toBe("stop_sequence");
  });

  it("takes no notice of stop sequences that do not come or are empty", () => {
    expect(plan("one two", { stop: ["", "four"] }).finishReason).toBe("eos_token");
  });
});
