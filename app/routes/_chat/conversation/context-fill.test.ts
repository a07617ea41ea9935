import { describe, expect, it } from "vitest";
import { answer, userMessage } from "#app/chat-client/chat-samples.ts";
import { threadOf } from "#app/chat-client/reduce-chat.ts";
import type { ContextUse } from "#app/protocol/resources.ts";
import { findContextFill } from "./context-fill.ts";

const context: ContextUse = {
  usedTokens: 300,
  limitTokens: 1_000,
  firstMessageId: null,
  summarised: false,
  estimated: false,
};

function fillAfter(change: Partial<ContextUse>) {
  const usage = { completionTokens: 50 };
  const items = [userMessage("u1", null), answer("a1", "u1", { context: { ...context, ...change }, usage })];
  return findContextFill(threadOf({ conversationId: "c1", items, nextBefore: null }));
}

describe("how full the window is", () => {
  it("counts what the last answer was shown and the answer itself", () => {
    expect(fillAfter({})).toEqual({ usedTokens: 350, limitTokens: 1_000, isCut: false });
  });

  it("says when the oldest messages are left out", () => {
    expect(fillAfter({ firstMessageId: "u1" })?.isCut).toBe(true);
  });

  it("is not known where the model does not tell its window", () => {
    expect(fillAfter({ limitTokens: null })).toBeUndefined();
  });
});
