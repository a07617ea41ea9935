import { describe, expect, it } from "vitest";
import { answer, conversationId, time, userMessage } from "./chat-samples.ts";
import type { PendingSend, Thread } from "./chat-state.ts";
import { findRunning, threadRows } from "./thread-rows.ts";

const thread: Thread = {
  conversationId,
  messages: [userMessage("u1", null), answer("a1", "u1")],
  nextBefore: null,
  nextAfter: null,
  needsReload: false,
};
const base = { conversationId, state: "sending", createdAt: time } as const;
const send: PendingSend = { ...base, kind: "send", id: "p1", content: "x", startsConversation: false };
const edit: PendingSend = { ...base, kind: "edit", id: "p2", content: "x", messageId: "u1" };
const again: PendingSend = { ...base, kind: "regenerate", id: "p3", messageId: "a1" };
const kinds = (pending: PendingSend[]) =>
  threadRows(thread, pending).map(({ kind, key }) => `${kind} ${key}`);

describe("threadRows", () => {
  it("shows a message on its way at the end", () => {
    expect(kinds([send])).toEqual(["message u1", "message a1", "pending p1"]);
  });

  it("shows an edited message in the place of what it replaces", () => {
    expect(kinds([edit])).toEqual(["pending p2"]);
  });

  it("shows the coming answer behind a question that has none", () => {
    const asked: PendingSend = { ...base, kind: "regenerate", id: "p4", messageId: "u1" };
    const unanswered = { ...thread, messages: [userMessage("u1", null)] };
    expect(threadRows(unanswered, [asked]).map(({ kind, key }) => `${kind} ${key}`)).toEqual([
      "message u1",
      "waiting p4",
    ]);
  });

  it("shows the coming answer in the place of the one asked for again", () => {
    expect(kinds([again])).toEqual(["message u1", "waiting p3"]);
  });

  it("shows the old answer and the reason when asking again was refused", () => {
    const failure = { code: "rate_limited", message: "Wait.", retryable: true };
    const rows = threadRows(thread, [{ ...again, state: "failed", failure }]);
    expect(rows.at(-1)).toMatchObject({ kind: "message", key: "a1", failure, retryId: "p3" });
  });

  it("leaves out what is on its way to another conversation", () => {
    expect(kinds([{ ...send, conversationId: "c2" }])).toEqual(["message u1", "message a1"]);
  });
});

describe("findRunning", () => {
  it("knows the generation that is awaited, growing, or not named yet", () => {
    const streaming = answer("a2", "u1", { status: "streaming", generationId: "g2" });
    expect(findRunning(thread, [])).toBeUndefined();
    expect(findRunning({ ...thread, awaiting: { generationId: "g1", parentId: "u1" } }, [])).toEqual({
      generationId: "g1",
    });
    expect(findRunning({ ...thread, messages: [streaming] }, [])).toEqual({ generationId: "g2" });
    expect(findRunning(thread, [send])).toEqual({ generationId: undefined });
    expect(findRunning(thread, [{ ...send, state: "failed" }])).toBeUndefined();
  });
});
