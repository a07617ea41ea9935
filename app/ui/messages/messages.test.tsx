import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { Message } from "#app/protocol/resources.ts";
import { AssistantMessage } from "./assistant-message.tsx";
import { PendingMessage } from "./pending-message.tsx";
import { UserMessage } from "./user-message.tsx";

function answer(change: Partial<Message>): Message {
  return {
    id: "a1",
    conversationId: "c1",
    parentId: "u1",
    role: "assistant",
    content: "An *answer*.",
    status: "complete",
    createdAt: "2026-03-10T12:00:00.000Z",
    siblingIds: ["a1"],
    ...change,
  };
}

const nothing = () => {};

function render(change: Partial<Message>, live?: { text: string; reasoning: string }): string {
  return renderToStaticMarkup(
    <AssistantMessage
      message={answer(change)}
      live={live}
      retryFailure={undefined}
      onContinue={undefined}
      onRegenerate={nothing}
      onSelectVersion={nothing}
    />,
  );
}

describe("an answer", () => {
  it("is an article that says whose it is and how it stands", () => {
    const html = render({});
    expect(html).toContain('aria-label="Assistant"');
    expect(html).toContain('data-status="complete"');
    expect(html).toContain("<em>answer</em>");
    expect(html).not.toContain("Try again");
  });

  it("shows its growing text instead of the text it was loaded with", () => {
    const html = render({ status: "streaming", content: "old" }, { text: "new", reasoning: "" });
    expect(html).toContain("new");
    expect(html).not.toContain("old");
  });

  it("shows what is waited for before its first word", () => {
    expect(render({ status: "streaming", content: "", model: "demo" })).toContain(
      "Waiting for demo to begin",
    );
  });

  it.each([
    ["stopped", "Stopped by you"],
    ["interrupted", "Interrupted when the server restarted"],
    ["failed", "The model server cannot be reached."],
  ] as const)("that was %s says so and offers another try", (status, text) => {
    const error = { code: "model_unavailable", message: "The model server cannot be reached." };
    const html = render({ status, ...(status === "failed" ? { error } : {}) });
    expect(html).toContain(text);
    expect(html).toContain("Try again");
  });

  it("leafs through its versions only where there are several", () => {
    expect(render({})).not.toContain("Versions");
    expect(render({ siblingIds: ["a0", "a1", "a2"] })).toContain("2 / 3");
  });
});

describe("the person's message", () => {
  it("is shown exactly as typed, never as markup", () => {
    const message = answer({ role: "user", content: "<b>1 < 2</b>\n  *no*" });
    const html = renderToStaticMarkup(
      <UserMessage message={message} onEdit={undefined} onSelectVersion={nothing} />,
    );
    expect(html).toContain("&lt;b&gt;1 &lt; 2&lt;/b&gt;\n  *no*");
    expect(html).not.toContain("Edit message");
  });

  it("says why it was not sent and how to go on", () => {
    const failure = { code: "rate_limited", message: "Too many requests at once." };
    const html = renderToStaticMarkup(
      <PendingMessage content="Hi" isFailed failure={failure} onRetry={nothing} onTakeBack={nothing} />,
    );
    expect(html).toContain("Not sent. Too many requests at once.");
    expect(html).toContain("Try again");
  });
});
