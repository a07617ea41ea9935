import { describe, expect, it } from "vitest";
import { toPlainText } from "./plain-text.ts";

describe("the plain text of Markdown", () => {
  it.each([
    ["# A **b**\n\n*c* ~~d~~ `e` &amp; \\*f", "A b\n\nc d e & *f"],
    ["- a\n  - b\n\n    c\n1. x\n2. y", "• a\n  • b\n    c\n\n1. x\n2. y"],
    ["- [x] done\n- [ ] not", "• ☑ done\n• ☐ not"],
    ["| a | b |\n|---|---|\n| 1 | **2** |", "a\tb\n1\t2"],
    ["```js\nlet a = '*';\n```", "let a = '*';"],
    [
      "[there](https://example.org) https://example.org/x",
      "there (https://example.org) https://example.org/x",
    ],
    ["> quoted\n\n$x^2$ and\n\n$$\ny\n$$", "quoted\n\nx^2 and\n\ny"],
    ["A[^1]\n\n[^1]: note", "A[1]\n\n[1] note"],
    ["<b>bold</b> <i class=x>raw</i>", "bold <i class=x>raw</i>"],
    ["| a |\n|---|\n| b<br>c |", "a\nb c"],
  ])("of %j", (markdown, plain) => {
    expect(toPlainText(markdown)).toBe(plain);
  });
});
