import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countDropped, promptBudget, type Weighed } from "./fit-prompt.ts";

describe("promptBudget", () => {
  it("reserves the answer's room, but never more than half of the window", () => {
    expect(promptBudget(4096, 1000)).toBe(3096);
    expect(promptBudget(4096, undefined)).toBe(3072);
    expect(promptBudget(1000, 4000)).toBe(500);
  });
});

describe("countDropped", () => {
  const branch = fc
    .array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 61 })
    .map((weights) =>
      weights.map((tokens, index): Weighed => ({ role: index % 2 === 0 ? "user" : "assistant", tokens })),
    );
  const sum = (messages: readonly Weighed[]) => messages.reduce((total, { tokens }) => total + tokens, 0);

  it("drops whole turns, oldest first, no more than it must, and never the newest", () => {
    fc.assert(
      fc.property(branch, fc.integer({ min: 0, max: 8000 }), (messages, budget) => {
        const dropped = countDropped(messages, budget);
        const kept = messages.slice(dropped);
        expect(kept.length).toBeGreaterThan(0);
        expect(kept[0]?.role).toBe("user");
        expect(dropped % 2).toBe(0);
        const isLastTurn = kept.length <= 2;
        expect(isLastTurn || sum(kept) <= budget).toBe(true);
        expect(dropped === 0 || sum(messages.slice(dropped - 2)) > budget).toBe(true);
      }),
    );
  });
});
