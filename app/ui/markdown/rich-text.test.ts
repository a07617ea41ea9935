import { describe, expect, it } from "vitest";
import { toRichText } from "./rich-text.ts";

describe("The HTML that is copied beside Markdown", () => {
  it.each([
    ["# A **b**", "<h1>A <strong>b</strong></h1>"],
    ["- a\n- b", "<ul><li>a</li><li>b</li></ul>"],
    ["3. a\n\n4. b", '<ol start="3"><li><p>a</p></li><li><p>b</p></li></ol>'],
    ["- [x] a", "<ul><li>☑ a</li></ul>"],
    ["| a |\n|---|\n| 1<br>2 |", '<table border="1"><tr><th>a</th></tr><tr><td>1<br>2</td></tr></table>'],
    [
      "```js\nif (a < b)\n  c();\n```",
      '<pre style="font-family: monospace">if (a &lt; b)<br>&nbsp;&nbsp;c();</pre>',
    ],
    ["[a](https://example.org/?a=1&b=2)", '<p><a href="https://example.org/?a=1&amp;b=2">a</a></p>'],
    ["> a\nb", "<blockquote><p>a<br>b</p></blockquote>"],
  ])("of %j", (markdown, html) => expect(toRichText(markdown)).toBe(html));

  it.each([
    "[x](javascript:alert(1))",
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[x](/c/1)",
  ])("holds nothing that acts, loads or leads into the app: %s", (markdown) =>
    expect(toRichText(markdown)).not.toMatch(/<(?:a|script|img)|href/),
  );
});
