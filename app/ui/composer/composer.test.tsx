import { createRef } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { inEnglish } from "#app/i18n/testing/in-english.tsx";
import { Composer } from "./composer.tsx";

const nothing = () => {};

function render(change: Partial<Parameters<typeof Composer>[0]>): string {
  return renderToStaticMarkup(
    inEnglish(
      <Composer
        textRef={createRef()}
        action="/c/1"
        hiddenFields={{ intent: "send" }}
        initialText=""
        error={undefined}
        running={undefined}
        onSend={undefined}
        onChange={nothing}
        onEditLast={nothing}
        maxLength={100}
        contextFill={undefined}
        models={null}
        queued={null}
        notice={undefined}
        {...change}
      />,
    ),
  );
}

describe("the composer as the server writes it", () => {
  it("is a form that works without script", () => {
    const html = render({});
    expect(html).toContain('<form method="post" action="/c/1"');
    expect(html).toContain('<input type="hidden" name="intent" value="send"/>');
    expect(html).toMatch(/<button class="send-button" aria-label="Send"/);
  });

  it("offers to stop instead, and to queue, while an answer is written", () => {
    const html = render({ running: { stop: nothing } });
    expect(html).toContain('aria-label="Stop"');
    expect(html).toContain('aria-label="Send when the answer is done"');
    expect(html).not.toContain('aria-label="Send"');
  });

  it("ties what is wrong to the field", () => {
    const html = render({ error: "The message is empty." });
    const [, id] = /aria-describedby="([^"]+)"/.exec(html) ?? [];
    expect(html).toContain(`role="alert" id="${id}"`);
    expect(html).toMatch(/role="alert"[^>]*>The message is empty\./);
  });

  it("shows how full the window is, and says when the oldest messages are left out", () => {
    const contextFill = { usedTokens: 600, limitTokens: 800, isCut: false };
    expect(render({ contextFill })).toContain('aria-label="Context window: 75 % used"');
    expect(render({ contextFill })).toContain("About 600 of 800 tokens");
    expect(render({ contextFill })).not.toContain("The window is full");
    expect(render({ contextFill: { ...contextFill, isCut: true } })).toContain("The window is full");
  });
});
