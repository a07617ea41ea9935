import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { inEnglish } from "#app/i18n/testing/in-english.tsx";
import { RenderedMarkdown } from "./rendered-markdown.tsx";
import { SAMPLE_TEXTS } from "./testing/sample-texts.ts";

function render(text: string): string {
  return renderToStaticMarkup(inEnglish(<RenderedMarkdown text={text} streaming />));
}

/** What a reader sees: without tags, and without code, where any character may stand. */
function readVisibleText(text: string): string {
  return render(text)
    .replace(/<(code|figcaption)[^>]*>.*?<\/\1>/gs, "")
    .replace(/<[^>]*>/g, "");
}

describe("a half-open text", () => {
  it.each([
    ["**bo", "<strong>bo</strong>"],
    ["**bold*", "<strong>bold</strong>"],
    ["*it", "<em>it</em>"],
    ["***both", "<em><strong>both</strong></em>"],
    ["~~gone", "<del>gone</del>"],
    ["`co", "<code>co</code>"],
    ["- **bo", "<li><strong>bo</strong></li>"],
    ["> *it", "<blockquote><p><em>it</em></p></blockquote>"],
    ["# A **b", "<h2>A <strong>b</strong></h2>"],
    ["sum $x_1 + y", '<code dir="ltr">x_1 + y</code>'],
    ["\\(a^2 *", '<code dir="ltr">a^2</code>'],
    ["text $$a^2", 'data-display=""><code dir="ltr">a^2</code>'],
    ["\\[\na\n= b", '<code dir="ltr">a\n= b</code>'],
    ["$$\na\n$", '<code dir="ltr">a</code>'],
    ["- a\n  - `b", "<li><code>b</code></li>"],
    ["| **a", '<th scope="col"><strong>a</strong></th>'],
    ["| a |\n|---|\n| `b", "<td><code>b</code></td>"],
    ["- [x] **do", 'checked=""/><strong>do</strong></li>'],
  ])("closes %j", (text, html) => {
    expect(render(text)).toContain(html);
  });

  it.each([
    ["text **", "text"],
    ["text *", "text"],
    ["text `", "text"],
    ["text ~~", "text"],
    ["text [", "text"],
    ["text ![", "text"],
    ["text \\", "text"],
    ["text [label", "text label"],
    ["text[^", "text"],
    ["text[^12", "text"],
    ["text $$", "text"],
    ["text [label](https://exam", "text label"],
    ["text ![alt](https://exam", "text alt"],
    ["text\n#", "text"],
    ["text\n-", "text"],
    ["text\n--", "text"],
    ["text\n=", "text"],
    ["text\n> ", "text"],
    ["text\n***", "text"],
    ["text\n``", "text"],
    ["text\n1.", "text"],
    ["- a\n- [", "a"],
    ["- a\n- [ ]", "a"],
    ["1. a\n\n2", "a"],
    ["| a | b |\n|-", "ab"],
    ["| a | b |\n|---|:", "ab"],
    ["| a | b |\n|---|---|\n|", "ab"],
  ])("shows no marker that has no content yet: %j", (text, visible) => {
    expect(readVisibleText(text).trimEnd()).toBe(visible);
  });

  it("links only once the address is complete", () => {
    expect(render("[label](https://exam")).not.toContain("<a ");
    expect(render("[label](https://example.org)")).toContain('href="https://example.org"');
  });

  it("never touches code", () => {
    expect(render("```\na * b ** c ` d [e")).toContain("<code>a * b ** c ` d [e</code>");
    expect(render("- x\n\n  ```\n  f(*a")).toContain("<code>f(*a</code>");
    expect(render("    indented **")).toContain("<code>indented **</code>");
    expect(render("```\n# a\n-")).toContain("<code># a\n-</code>");
  });

  it("does not show the closing fence while it is written", () => {
    expect(render("```js\na\n``")).toContain("<code>a</code>");
    expect(render("````js\na\n```")).toContain("<code>a</code>");
    expect(render("```js\na\n```")).toContain("<code>a</code>");
  });

  it("shows a closed fence that holds fences whole", () => {
    expect(render("````\n```\na\n```\n````")).toContain("<code>```\na\n```</code>");
  });

  it("leaves stars in an earlier code fence alone", () => {
    expect(readVisibleText("```\na * b\n```\n\nthe end")).toBe("the end");
  });

  const withMarkersOfText = new Set(["interruptions", "quotes"]);
  it.each(Object.entries(SAMPLE_TEXTS).filter(([name]) => !withMarkersOfText.has(name)))(
    "shows no stray marker while %s grows",
    (_, text) => {
      const stray = /\*\*|~~|`|\]\(|\|[ :]*-|^#|\[[ x]\]|streamdown/m;
      for (let length = 1; length <= text.length; length += 1) {
        const visible = readVisibleText(text.slice(0, length));
        expect(visible, JSON.stringify(text.slice(0, length).slice(-40))).not.toMatch(stray);
      }
    },
  );
});
