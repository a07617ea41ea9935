import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { inEnglish } from "#app/i18n/testing/in-english.tsx";
import { RenderedMarkdown } from "./rendered-markdown.tsx";

function render(text: string, streaming = false): string {
  const html = renderToStaticMarkup(inEnglish(<RenderedMarkdown text={text} id="m" streaming={streaming} />));
  return html.replace(/^<div class="markdown"(?: data-streaming="")?>|<\/div>$/g, "");
}

const isFormula = (text: string): boolean => render(text).includes("md-math");

describe("Emphasis beside scripts without spaces", () => {
  it.each([
    ["**注意：**请先备份，然后**继续**操作。", ["注意：", "继续"]],
    ["**重要。**次に進む", ["重要。"]],
    ["**중요(필수)**는", ["중요(필수)"]],
    ["这是**“引用”**的文字", ["“引用”"]],
    ["他说**《书》**很好，**（真的）**", ["《书》", "（真的）"]],
    ["**Note:**text stays", []],
  ])("is where the writer means it: %s", (text, words) => {
    const found = Array.from(render(text).matchAll(/<strong>(.*?)<\/strong>/g), ([, word]) => word);
    expect(found).toEqual(words);
  });
});

describe("Tildes", () => {
  it.each(["最高气温27~28℃，夜间14~17℃。", "It takes 2~3 days or 4~5 weeks.", "~a~ and ~~~b~~~ c"])(
    "strike nothing alone: %s",
    (text) => expect(render(text)).not.toContain("<del>"),
  );

  it("strike in pairs", () => expect(render("a ~~b~~ c")).toContain("<del>b</del>"));
});

describe("An address in a sentence", () => {
  it.each([
    ["见 https://example.org/guide，详见附录。", "https://example.org/guide"],
    ["见https://example.org/guide（第二章）", "https://example.org/guide"],
    ["「https://example.org/a」", "https://example.org/a"],
    ["(see https://example.org/a_(b)).", "https://example.org/a_(b)"],
    ["**https://example.org/x_y**", "https://example.org/x_y"],
    ["“https://example.org”", "https://example.org"],
  ])("ends where the sentence goes on: %s", (text, href) => {
    expect(render(text)).toContain(`href="${href}"`);
    expect(render(text)).toContain(`>${href}</a>`);
  });
});

describe("Line breaks of an answer", () => {
  it.each(["Roses are red,\nViolets are blue,", "• a\n• b", "1 Main Street\n12345 Town"])(
    "are kept: %j",
    (text) => expect(render(text)).toBe(`<p>${text.replace("\n", "<br/>")}</p>`),
  );
});

describe("Text from right to left", () => {
  it.each([
    ["- أول\n\n- ثان", '<ul dir="rtl"><li><p>'],
    ["1. أول\n\n   فقرة\n2. ثان", '<ol dir="rtl"><li><p>'],
    ["> اقتباس", '<blockquote dir="rtl"><p>'],
    ["| عمود | قيمة |\n|---|---|\n| أ | 1 |", 'tabindex="0" dir="rtl"><table>'],
    ["مرحبا", '<p dir="rtl">'],
    ["- `npm install` يثبت الحزم", '<ul dir="rtl">'],
  ])("gives its direction to the block as a whole: %s", (text, html) => {
    expect(render(text)).toContain(html);
  });

  it("leaves other blocks alone", () => expect(render("- one\n- two")).not.toContain("dir="));
});

describe("Fences in a fence of Markdown", () => {
  const readme = "```markdown\n# Title\n\n```bash\nnpm install\n```\n\nMore\n```\n\nAfter";

  it("belong to what it shows", () => {
    expect(render(readme)).toContain("<code># Title\n\n```bash\nnpm install\n```\n\nMore</code>");
    expect(render(readme)).toContain("<p>After</p>");
    expect(render(readme.replace("markdown", "MD"))).toContain("<p>After</p>");
  });

  it("end it when otherwise it would never end", () => {
    expect(render("```md\n```bash\na\n```\n\nAfter")).toContain("<p>After</p>");
  });

  it("stay its own while it grows", () => {
    for (let length = readme.indexOf("bash") + 4; length < readme.length - 12; length += 1) {
      expect(render(readme.slice(0, length), true)).not.toContain("<h");
    }
  });
});

describe("Harmless tags", () => {
  it.each([
    ["H<sub>2</sub>O", "<p>H<sub>2</sub>O</p>"],
    ["a<br>b<BR/>c", "<p>a<br/>b<br/>c</p>"],
    ["Press <kbd>Ctrl</kbd>+<KBD>C</KBD>", "<p>Press <kbd>Ctrl</kbd>+<kbd>C</kbd></p>"],
    ["<mark>a **b**</mark>", "<p><mark>a <strong>b</strong></mark></p>"],
    ["<u>a</u> <s>b</s> <ins>c</ins> <del>d</del>", "<p><u>a</u> <s>b</s> <ins>c</ins> <del>d</del></p>"],
    ["| a |\n|---|\n| x<br>y |", "<td>x<br/>y</td>"],
  ])("become elements: %j", (text, html) => expect(render(text)).toContain(html));

  it.each([
    ["<b>never closed", "&lt;b&gt;never closed"],
    ["**a <i>b** c</i>", "<strong>a &lt;i&gt;b</strong> c&lt;/i&gt;"],
    ["<b onclick=x>a</b>", "&lt;b onclick=x&gt;a&lt;/b&gt;"],
    ["<a href=x>a</a>", "&lt;a href=x&gt;a&lt;/a&gt;"],
  ])("stay text where they have attributes or no other half: %s", (text, html) => {
    expect(render(text)).toBe(`<p>${html}</p>`);
  });

  it("fold what stands between them", () => {
    const text =
      "<details>\n<summary>More **here**</summary>\n\n- a\n\n```html\n</details>\n```\n\n</details>\n\nAfter";
    expect(render(text)).toMatch(
      /^<details><summary>More <strong>here<\/strong><\/summary><ul>.*&lt;\/details&gt;.*<\/details><p>After<\/p>$/s,
    );
    expect(render("<details open>\n\na\n\n</details>")).not.toContain("<details");
  });
});

describe("Formulas", () => {
  it.each([
    "\\[\n\na + b = c\n\n\\]",
    "$$\nx = 1\n\ny = 2\n$$",
    "so $ x + y $ is",
    "\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}",
    "$\\boxed{42}$",
    "$\\ce{H2O}$",
    "那么$x$是",
    "a $2 + 2$ b",
    "$|x|$",
    "$n$-th and $k$.",
  ])("are what the writer clearly means as one: %j", (text) => {
    expect(render(text).match(/md-math/g)).toHaveLength(text.includes("$n$") ? 2 : 1);
  });

  it.each([
    "Set it with export $HOME_DIR=/srv and then use **bold** in $USER.",
    "echo $$ prints its number, and $$ again",
    "Escape it as \\[ in a regex, and \\] at the end",
    "$USER_$ID",
    "It costs $5 or $6, not $7.",
    "He paid $30,000 in US$, and left",
    "from $5 to 10$ each",
    "PATH=$HOME/bin:$PATH",
    "`$a$` and `\\(b\\)`",
    "用$5买，现价$3。",
  ])("are no dollars of money, shells or prose: %s", (text) => expect(isFormula(text)).toBe(false));

  it("keep both strokes between the lines of an environment", () => {
    expect(render("\\begin{align}\na \\\\\nb\n\\end{align}")).toContain("a \\\\\nb");
  });

  it("keep their bars in the cells of a table", () => {
    const cells = render("| f | g |\n|---|---|\n| $|x|$ | $a$ |\n| $\\|x\\|$ | b |\n| a | b | c |");
    expect(cells.match(/<td/g)).toHaveLength(6);
    expect(cells).toContain('<code dir="ltr">|x|</code>');
    expect(cells).toContain("<td>b | c</td>");
  });

  it.each([
    "Set it with export $HOME_DIR=/srv and then use **bold**",
    "echo $$ prints the number of the shell",
    "Escape it as \\[ in a regex of your own",
    "It costs $5 and more",
  ])("are never taken back while prose grows: %s", (text) => {
    for (let length = 1; length <= text.length; length += 1) {
      expect(render(text.slice(0, length), true)).not.toContain("md-math");
    }
  });

  it.each(["so $x^2 + y^2$ is", "$$\n\\frac{a}{b}\n$$", "\\(a_1 + b\\) and", "\\[\n\\sum_i x_i\n\\]"])(
    "stay formulas once they are seen as such: %j",
    (text) => {
      const states = Array.from({ length: text.length }, (_, index) =>
        render(text.slice(0, index + 1), true).includes("md-math"),
      );
      expect(states.lastIndexOf(false)).toBeLessThan(states.indexOf(true));
    },
  );
});

describe("The name of a language", () => {
  it.each(["Mermaid", "MERMAID", "mermaid title=x"])("is read without regard to case: %s", (info) => {
    expect(render(`\`\`\`${info}\ngraph TD\n\`\`\``)).toContain("Show diagram");
  });
});

describe("Footnotes and anchors", () => {
  it("give each mark an id of its own, and lead back only where there is a mark", () => {
    const html = render("A[^1] b[^1].\n\n[^1]: Note.\n[^2]: Never cited.\n[^1]: Again.");
    const ids = Array.from(html.matchAll(/ id="([^"]*)"/g), ([, id]) => id);
    expect(ids).toEqual(["m-mark-1", "m-mark-1-2", "m-note-1", "m-note-2"]);
    for (const [, target] of html.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(target);
  });

  it("lead to the headings of the same answer", () => {
    const html = render("[Go](#the-end) [Nowhere](#x)\n\n# The End\n\n## The End");
    expect(html).toContain('<a href="#m-the-end">Go</a> Nowhere');
    expect(html).toContain('<h2 id="m-the-end" tabindex="-1">The End</h2><h3 id="m-the-end-1"');
  });
});
