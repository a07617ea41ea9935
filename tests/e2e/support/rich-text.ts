/** One of everything that an answer can hold, some of it wider than any screen. */
export const richText = `# Plan
A **bold** and an *italic* word, \`inline code\`, ~~struck~~, [a link](https://example.org/some/where) and
https://example.org/${"a-very-long-address/".repeat(12)}end

- first
  - nested
- [x] done
1. one

> A quotation of some words.

| Name | Value | ${Array.from({ length: 9 }, (_, index) => `Column ${index + 3}`).join(" | ")} |
|---|--:|${"---|".repeat(9)}
| alpha | 1 | ${"cell | ".repeat(9)}

\`\`\`python
def group(dates: list[str]) -> dict[str, list[str]]:  # ${"a long comment ".repeat(12)}
    return {"week": [date for date in dates if date != "2026-01-01"]}
\`\`\`

${"Unbrokenword".repeat(20)}

これは日本語の段落です。読みやすさを確かめるためのものです。

---
The end.`;
