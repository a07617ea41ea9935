import { renderToStaticMarkup, renderToString } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { inEnglish } from "#app/i18n/testing/in-english.tsx";
import { Block } from "./block.tsx";
import { ImageOriginsContext } from "./image.tsx";
import { RenderedMarkdown } from "./rendered-markdown.tsx";
import { SAMPLE_TEXTS } from "./testing/sample-texts.ts";
import type { BlockToken, ListToken } from "./parser/tokens.ts";
import { BlockBoundary } from "./source-text.tsx";

function render(text: string, streaming = false): string {
  const html = renderToStaticMarkup(inEnglish(<RenderedMarkdown text={text} streaming={streaming} />));
  return html.replace(/^<div class="markdown"(?: data-streaming="")?>|<\/div>$/g, "");
}

describe("Markdown", () => {
  it("renders paragraphs, emphasis, code spans, breaks and character references", () => {
    expect(render("A **b** *c* ***d*** ~~e~~ `f &amp;` \\* &copy; 1 < 2  \nnext")).toBe(
      "<p>A <strong>b</strong> <em>c</em> <em><strong>d</strong></em> <del>e</del> " +
        "<code>f &amp;amp;</code> * © 1 &lt; 2<br/>next</p>",
    );
  });

  it("starts headings below the page's own and leaves no level out", () => {
    expect(render("# A\n## B\n###### F\n\nSetext\n===")).toBe(
      "<h2>A</h2><h3>B</h3><h4>F</h4><h2>Setext</h2>",
    );
    expect(render("### A\n# B\n### C\n## D")).toMatch(/<h2.*A.*<h2.*B.*<h3.*C.*<h3.*D/);
  });

  it("keeps headings in quotations out of the page's outline", () => {
    expect(render("> # A")).toBe('<blockquote><p data-heading="">A</p></blockquote>');
  });

  it("takes no money, code or escapes for math", () => {
    for (const text of ["$5 and $6", "`$a$`", "\\$a$", "a$b", "$ 5 and $ 6"]) {
      expect(render(text), text).not.toContain("md-math");
    }
  });

  it("shows TeX as it is written until it can be set, in a line and on its own", () => {
    expect(render("*a $x_1 * y$ b*")).toBe(
      '<p><em>a <span class="md-math"><code dir="ltr">x_1 * y</code><span hidden=""></span></span> b</em></p>',
    );
    for (const text of ["$$\nx\n$$", "\\[\nx\n\\]"]) {
      expect(render(text)).toBe(
        '<div class="md-math" data-display=""><code dir="ltr">x</code><span hidden=""></span></div>',
      );
    }
    expect(render("$$\nnever closed")).toBe("<p>$$<br/>never closed</p>");
  });

  it("joins a footnote's mark and its note, and leaves marks without a note as they are", () => {
    const html = render("A[^1] b[^no].\n\n[^1]: The *note*.");
    const [, markId] = /<a id="([^"]*mark-1)"/.exec(html) ?? [];
    const [, noteId] = /<div class="md-footnote" id="([^"]*note-1)"/.exec(html) ?? [];
    expect(html).toContain(`href="#${noteId}"`);
    expect(html).toContain(`href="#${markId}"`);
    expect(html).toContain("The <em>note</em>.");
    expect(html).toContain("b[^no].");
  });

  it("shows images from allowed origins only", () => {
    const html = renderToStaticMarkup(
      inEnglish(
        <ImageOriginsContext.Provider value={["https://images.example"]}>
          <RenderedMarkdown text="![a](https://images.example/a.png) ![b](https://images.example.evil/b.png) ![c](/c.png)" />
        </ImageOriginsContext.Provider>,
      ),
    );
    expect(html.match(/<img /g)).toHaveLength(1);
    expect(html).toContain('src="https://images.example/a.png" alt="a" loading="lazy"');
    expect(html).toContain('href="/c.png"');
  });

  it("offers to draw a diagram once its fence is closed", () => {
    expect(render("```mermaid\ngraph TD\n```")).toContain("Show diagram");
    expect(render("```mermaid\ngraph TD")).not.toContain("Show diagram");
  });

  it("renders tight, loose, nested and numbered lists", () => {
    expect(render("- a\n  - b\n- c")).toBe("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>");
    expect(render("3. a\n\n4. b")).toBe('<ol start="3"><li><p>a</p></li><li><p>b</p></li></ol>');
  });

  it("renders task lists as boxes for reading only", () => {
    const box = (attributes: string): string =>
      `<input type="checkbox" disabled="" readonly="" ${attributes}/>`;
    expect(render("- [ ] open\n- [x] done")).toBe(
      `<ul><li data-task="">${box('aria-label="To do"')}open</li>` +
        `<li data-task="">${box('aria-label="Done" checked=""')}done</li></ul>`,
    );
  });

  it("renders tables in a scroll area, aligned without style attributes", () => {
    const html = render("| a | b | c |\n|:--|--:|:-:|\n| 1 | **2** | x \\| y |");
    expect(html).toContain(
      '<div class="md-table" role="region" aria-label="Table" tabindex="0"><table><thead>',
    );
    expect(html).toContain('<th scope="col" data-align="left">a</th>');
    expect(html).toContain('<td data-align="right"><strong>2</strong></td>');
    expect(html).toContain('<td data-align="center">x | y</td>');
    expect(html).not.toContain("style");
  });

  it("renders code as one text node with its language, Wrap and Copy", () => {
    const html = render("```ts {1}\nconst a = 1 < 2;\n```");
    expect(html).toContain('<span class="md-code-language">TypeScript</span>');
    expect(html).toContain('<button type="button" aria-pressed="false">Wrap</button>');
    expect(html).toContain(">Copy</button>");
    expect(html).toContain(
      '<pre dir="ltr" tabindex="0" aria-label="TypeScript code"><code>const a = 1 &lt; 2;</code></pre>',
    );
  });

  it("names code of an unknown language by its info string and indented code not at all", () => {
    expect(render("```brainfuck\n+\n```")).toContain('<span class="md-code-language">brainfuck</span>');
    expect(render("    indented")).toContain('<span class="md-code-language">Code</span>');
  });

  it("opens links elsewhere without telling where they come from, and marks the external ones", () => {
    expect(render('[a *b*](https://example.org/?a=1&b=2 "T &amp; t")')).toBe(
      '<p><a href="https://example.org/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer nofollow" ' +
        'title="T &amp; t" data-external="">a <em>b</em></a></p>',
    );
    expect(render("[a](/c/1)")).not.toContain("data-external");
  });

  it("links bare addresses", () => {
    const html = render("See https://example.org/a_b, www.example.org and <ops@example.org>.");
    expect(html).toContain('href="https://example.org/a_b"');
    expect(html).toContain('href="http://www.example.org"');
    expect(html).toContain('href="mailto:ops@example.org"');
  });

  it("shows images as links and loads nothing", () => {
    const html = render("![a cat](https://evil.example/?q=secret)");
    expect(html).not.toContain("<img");
    expect(html).toContain('href="https://evil.example/?q=secret"');
    expect(html).toContain('data-kind="image" data-external="">a cat</a>');
  });

  it("puts no link into a link", () => {
    const html = render("[![badge](https://a.example/b.svg)](https://a.example/)");
    expect(html.match(/<a /g)).toHaveLength(1);
    expect(html).toContain(">badge</a>");
  });

  it("shows raw HTML as text", () => {
    expect(render('a <b class="x">bold</b> <font>f</font>')).toBe(
      "<p>a &lt;b class=&quot;x&quot;&gt;bold&lt;/b&gt; &lt;font&gt;f&lt;/font&gt;</p>",
    );
    expect(render("<div>\n<p>x</p>\n</div>")).toBe(
      '<p class="md-source">&lt;div&gt;\n&lt;p&gt;x&lt;/p&gt;\n&lt;/div&gt;</p>',
    );
  });

  it("renders quotes and rules", () => {
    expect(render("> a\n> > b\n\n---")).toBe(
      "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote><hr/>",
    );
  });

  it.each(Object.entries(SAMPLE_TEXTS))(
    "writes no style attribute and no React warning for %s",
    (_, text) => {
      expect(renderToString(inEnglish(<RenderedMarkdown text={text} />))).not.toMatch(/style=/);
    },
  );

  it("marks a growing text for the style sheet", () => {
    expect(renderToStaticMarkup(inEnglish(<RenderedMarkdown text="a" streaming />))).toContain(
      'data-streaming=""',
    );
    expect(renderToStaticMarkup(inEnglish(<RenderedMarkdown text="a" />))).not.toContain("data-streaming");
  });
});

describe("a block that fails", () => {
  const failing: BlockToken = {
    type: "paragraph",
    raw: "the *source*",
    get tokens(): [] {
      throw new Error("broken token");
    },
  };

  it("shows its source while its neighbours are rendered", () => {
    const fine: BlockToken = { type: "rule", raw: "---" };
    const html = renderToStaticMarkup(
      <>
        <Block token={failing} />
        <Block token={fine} />
      </>,
    );
    expect(html).toBe('<p class="md-source">the *source*</p><hr/>');
  });

  it("shows the source of a list item within its list", () => {
    const list: ListToken = {
      type: "list",
      raw: "- x",
      isOrdered: false,
      start: 0,
      isLoose: true,
      items: [{ type: "item", raw: "- the item", isDone: undefined, blocks: [failing] }],
    };
    expect(renderToStaticMarkup(<Block token={list} />)).toBe(
      '<ul><li><p class="md-source">- the item</p></li></ul>',
    );
  });

  it("shows its source after an error in the browser, too", () => {
    const boundary = new BlockBoundary({ source: "the *source*", children: <hr /> });
    expect(renderToStaticMarkup(boundary.render())).toBe("<hr/>");
    boundary.state = BlockBoundary.getDerivedStateFromError();
    expect(renderToStaticMarkup(boundary.render())).toBe('<p class="md-source">the *source*</p>');
  });
});
