import { describe, expect, it } from "vitest";
import { after, answer, conversationId, loaded, framesReceived, userMessage } from "./chat-samples.ts";
import type { ChatState } from "./chat-state.ts";
import { placeBesideHidden } from "./message-changes.ts";

const first = userMessage("u1", null);
const second = answer("a1", "u1");
const third = userMessage("u2", "a1");
const fourth = answer("a2", "u2");
const page = loaded([first, second, third, fourth]);
const ids = (state: ChatState) => state.threads[conversationId]?.messages.map(({ id }) => id);

describe("a message that is about to be deleted", () => {
  const hide = { type: "branch.hidden", conversationId, messageId: "u2" } as const;

  it("is not shown with what follows it, also when a page still holds it", () => {
    const hidden = after([page, hide]);
    expect(ids(hidden)).toEqual(["u1", "a1"]);
    expect(ids(after([page], hidden))).toEqual(["u1", "a1"]);
  });

  it("comes back with the next page when it is kept after all", () => {
    const shown = after([page, hide, { ...hide, type: "branch.shown" }]);
    expect(shown.threads[conversationId]?.needsReload).toBe(true);
    expect(ids(after([page], shown))).toEqual(["u1", "a1", "u2", "a2"]);
  });

  it("is not what the next message follows", () => {
    expect(placeBesideHidden(after([page]), conversationId)).toEqual({});
    expect(placeBesideHidden(after([page, hide]), conversationId)).toEqual({ parentId: "a1" });
    const answerHidden = after([page, { ...hide, messageId: "a2" }]);
    expect(placeBesideHidden(answerHidden, conversationId)).toEqual({ parentId: "a1" });
    const allHidden = after([page, { ...hide, messageId: "u1" }]);
    expect(placeBesideHidden(allHidden, conversationId)).toEqual({ parentId: null });
  });
});

describe("what another tab did to a message", () => {
  it("shows here", () => {
    const judged = { ...second, feedback: { value: "up" as const } };
    const state = after([page, ...framesReceived({ type: "message.updated", message: judged })]);
    expect(state.threads[conversationId]?.messages[1]).toEqual(judged);
    const gone = after([
      page,
      ...framesReceived({ type: "message.deleted", conversationId, messageId: "u2" }),
    ]);
    expect(ids(gone)).toEqual(["u1", "a1"]);
    expect(gone.threads[conversationId]?.needsReload).toBe(true);
  });
});
