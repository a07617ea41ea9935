import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { inEnglish } from "#app/i18n/testing/in-english.tsx";
import type { Message } from "#app/protocol/resources.ts";
import { MarkdownProvider } from "../markdown/markdown.tsx";
import { RenderedMarkdown } from "../markdown/rendered-markdown.tsx";
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

function show(node: ReactNode): string {
  return renderToStaticMarkup(
    inEnglish(<MarkdownProvider renderer={RenderedMarkdown}>{node}</MarkdownProvider>),
  );
}

function render(change: Partial<Message>, live?: { text: string; reasoning: string }): string {
  return show(
    <AssistantMessage
      keepsTools
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

  it.each([
    ["input", "Edit message", "Try again"],
    ["output", "Try again", "Edit message"],
  ] as const)("that was withheld for its %s offers to go on by: %s", (direction, offered, other) => {
    const categories = [{ code: "S7", name: "Privacy" }];
    const safety = { direction, verdict: "unsafe", action: "block", categories } as const;
    const html = show(
      <AssistantMessage
        message={answer({ status: "blocked", content: "", safety })}
        retryFailure={undefined}
        onContinue={undefined}
        onRegenerate={nothing}
        onEditQuestion={nothing}
        onSelectVersion={nothing}
      />,
    );
    expect(html).toContain("Withheld: Privacy (S7).");
    expect(html).toContain(offered);
    expect(html).not.toContain(other);
  });

  it("says how long the model thought, and while it thinks", () => {
    const thought = { reasoning: "Hm.", usage: { reasoningMs: 12_300 } };
    expect(render(thought)).toContain("Thought for 12 s");
    expect(render({ reasoning: "Hm." })).toContain(">Thoughts</summary>");
    const thinking = render({ status: "streaming", content: "" }, { text: "", reasoning: "Hm" });
    expect(thinking).toMatch(/<details[^>]* open="".*Thinking…/);
  });

  it("tells its tokens and its speed", () => {
    const html = render({ usage: { completionTokens: 101, streamMs: 2_000, firstTokenMs: 340 } });
    expect(html).toContain("101 tokens");
    expect(html).toContain("50 tokens/s");
    expect(html).toContain("0.3 s to the first");
  });

  it("has its tools in the page only where they are kept", () => {
    expect(render({})).toContain('aria-label="Copy as plain text"');
    const html = show(
      <AssistantMessage
        message={answer({})}
        retryFailure={undefined}
        onContinue={undefined}
        onRegenerate={nothing}
        onSelectVersion={nothing}
      />,
    );
    expect(html).not.toContain("<button");
  });

  it("leafs through its versions only where there are several", () => {
    expect(render({})).not.toContain("Versions");
    expect(render({ siblingIds: ["a0", "a1", "a2"] })).toContain("2 / 3");
  });
});

describe("the person's message", () => {
  it("is shown exactly as typed, never as markup", () => {
    const message = answer({ role: "user", content: "<b>1 < 2</b>\n  *no*" });
    const html = show(<UserMessage message={message} onEdit={undefined} onSelectVersion={nothing} />);
    expect(html).toContain("&lt;b&gt;1 &lt; 2&lt;/b&gt;\n  *no*");
    expect(html).not.toContain("Edit message");
  });

  it("says why it was not sent and how to go on", () => {
    const html = show(
      <PendingMessage
        content="Hi"
        isFailed
        reason="Too many requests at once."
        onRetry={nothing}
        onTakeBack={nothing}
      />,
    );
    expect(html).toContain("Not sent. Too many requests at once.");
    expect(html).toContain("Try again");
  });
});
