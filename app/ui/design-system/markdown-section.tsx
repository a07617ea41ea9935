import { Markdown } from "../markdown/markdown.tsx";
import { Section, Specimen } from "./specimen.tsx";

export function MarkdownSection() {
  return (
    <Section id="markdown" heading="Rich text">
      {Object.entries(texts).map(([name, text]) => (
        <Specimen key={name} name={name}>
          <div className="answer">
            <Markdown text={text} />
          </div>
        </Specimen>
      ))}
      <Specimen name="Half written">
        <div className="answer" data-status="streaming">
          <Markdown text={"| Fold | Times |\n|---|--:|\n| long | 2 |\n\nThen **press th"} streaming />
        </div>
      </Specimen>
    </Section>
  );
}

const texts = {
  "Prose and headings": `# Folding a map

It goes **along its creases**, *never* against them; \`fold()\` is ~~easy~~ a habit. See
[the manual](https://example.org/maps) or https://example.org/short.

## In the wind

> Sit on it first.

A claim that wants proof.[^1]

---

#### A small heading

The end.

[^1]: The proof is in a drawer.`,
  Lists: `1. Find the cover.
2. Turn it down.
   - A nested point
   - Another
3. Fold.

- [x] Unfolded
- [ ] Folded again`,
  Table: `| Step | Fold | Times | Remark |
|---|:--:|--:|---|
| 1 | long | 2 | The cover stays outside |
| 2 | short | 3 | Like an accordion |
| 3 | half | 1 | Press it |`,
  Code: `\`\`\`python
def fold(panels: list[int], *, times: int = 2) -> list[int]:
    """Folds the long side first."""
    for step in range(times):  # a comment
        panels = panels[::-1] if step % 2 else panels
    return [panel for panel in panels if panel != 0]
\`\`\`

\`\`\`
No language, and a line that is longer than the column and scrolls inside of its own box instead of widening the page
\`\`\``,
  Math: `A sheet of thickness $t$ folded $n$ times is $2^n t$ thick, and needs

$$
L = \\frac{t}{6} \\left(2^n + 4\\right)\\left(2^n - 1\\right)
$$`,
  "Diagram, not drawn yet": "```mermaid\nflowchart LR\n  open --> folded\n  folded --> open\n```",
} as const;
