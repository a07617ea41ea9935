import fc from "fast-check";
import type { TokenizerExtension } from "marked";
import { describe, expect, it } from "vitest";
import { mendHalfOpen } from "./half-open.ts";
import { createMarkdownLexer, type MarkdownLexer } from "./lexer.ts";
import { SAMPLE_TEXTS } from "./sample-texts.ts";
import { createStreamingDocument, type MarkdownBlock, type StreamingDocument } from "./streaming-document.ts";

function createCountingLexer(): MarkdownLexer & { takeCount(): number } {
  const lexer = createMarkdownLexer();
  let count = 0;
  return {
    lexBlocks: (source, links) => ((count += source.length), lexer.lexBlocks(source, links)),
    lexInline: (source, links) => ((count += source.length), lexer.lexInline(source, links)),
    takeCount: () => {
      const taken = count;
      count = 0;
      return taken;
    },
  };
}

/** What is shown, without the blank line ends that marked hands to a block once the next line is there. */
function describeBlocks(blocks: readonly MarkdownBlock[]): unknown {
  const keep = (key: string, value: unknown): unknown =>
    key === "raw" && typeof value === "string" ? value.trimEnd() : value;
  return JSON.parse(JSON.stringify(blocks, keep));
}

function readWhole(text: string): unknown {
  return describeBlocks(createStreamingDocument().read(text, false));
}

function prefixesOf(text: string): string[] {
  return Array.from({ length: text.length }, (_, index) => text.slice(0, index + 1));
}

function grow(document: StreamingDocument, text: string): void {
  for (const prefix of prefixesOf(text)) document.read(prefix, true, mendHalfOpen);
}

const paragraph = (index: number): string =>
  `Paragraph ${index} with **bold** and \`code\`, some sixty characters.\n\n`;

describe("a streaming document", () => {
  it.each(Object.entries(SAMPLE_TEXTS))(
    "shows %s at every step as lexing it from the start would",
    (_, text) => {
      const growing = createStreamingDocument();
      for (const prefix of prefixesOf(text)) {
        const shown = describeBlocks(growing.read(prefix, true, mendHalfOpen));
        const fresh = describeBlocks(createStreamingDocument().read(prefix, true, mendHalfOpen));
        expect(shown, JSON.stringify(prefix.slice(-60))).toEqual(fresh);
      }
    },
  );

  it.each(Object.entries(SAMPLE_TEXTS))("ends %s with the blocks of one full lex", (_, text) => {
    const growing = createStreamingDocument();
    grow(growing, text);
    expect(describeBlocks(growing.read(text, false))).toEqual(readWhole(text));
  });

  it("ends with the blocks of one full lex whatever the text and the pieces it comes in", () => {
    const pieces = ["- a", "1. ", "2", "\n", "\n\n", "  ", "**", "`", "```\n", "> ", "| a | b |", "|--|--|"];
    const more = [
      "# h",
      "---",
      "[x](http://a)",
      "[r]",
      "[r]: /u\n",
      "<div>",
      "~~",
      "word ",
      "\r\n",
      "\\",
      "\t",
    ];
    const text = fc.array(fc.constantFrom(...pieces, ...more), { maxLength: 30 });
    fc.assert(
      fc.property(text, (parts) => {
        const growing = createStreamingDocument();
        parts.forEach((_, index) => growing.read(parts.slice(0, index + 1).join(""), true, mendHalfOpen));
        expect(describeBlocks(growing.read(parts.join(""), false))).toEqual(readWhole(parts.join("")));
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it("lexes as many characters per step in a long text as in a short one", () => {
    const measure = (blockCount: number): number => {
      const lexer = createCountingLexer();
      const document = createStreamingDocument(lexer);
      const before = Array.from({ length: blockCount }, (_, index) => paragraph(index)).join("");
      document.read(before, true, mendHalfOpen);
      lexer.takeCount();
      const counts = prefixesOf(paragraph(0)).map((prefix) => {
        document.read(before + prefix, true, mendHalfOpen);
        return lexer.takeCount();
      });
      return Math.max(...counts);
    };
    expect(measure(1000)).toBe(measure(10));
    expect(measure(1000)).toBeLessThan(4 * paragraph(1000).length);
  });

  it("does not lex a long closed fence again for the paragraph after it", () => {
    const lexer = createCountingLexer();
    const document = createStreamingDocument(lexer);
    const fence = `\`\`\`\n${"line of code\n".repeat(500)}\`\`\`\n\n`;
    document.read(`${fence}A`, true, mendHalfOpen);
    lexer.takeCount();
    document.read(`${fence}A word`, true, mendHalfOpen);
    expect(lexer.takeCount()).toBeLessThan(50);
  });

  it("keeps the tokens of settled blocks, list items and table rows, so that they are not rendered again", () => {
    const document = createStreamingDocument();
    const text = "Intro\n\n- one\n- two\n- th";
    const [intro, list] = document.read(text, true, mendHalfOpen);
    const [laterIntro, laterList] = document.read(`${text}ree`, true, mendHalfOpen);
    expect(laterIntro?.token).toBe(intro?.token);
    expect(laterList?.token).not.toBe(list?.token);
    expect(laterList?.token).toHaveProperty(
      ["items", 1],
      expect.toSatisfy((item) => item === itemOf(list, 1)),
    );
    expect(laterList?.offset).toBe(list?.offset);
  });

  it("resolves a reference link whose definition comes later at the end", () => {
    const document = createStreamingDocument();
    const text = "See [the manual].\n\nMore text.\n\n[the manual]: https://example.org/\n";
    grow(document, text);
    expect(describeBlocks(document.read(text, false))).toEqual(readWhole(text));
    expect(JSON.stringify(document.read(text, false)[0])).toContain('"href":"https://example.org/"');
  });

  it("resolves a reference link whose definition came earlier while the text still grows", () => {
    const document = createStreamingDocument();
    grow(document, "[m]: https://example.org/\n\nFirst.\n\nSee [the manual][m] and");
    expect(
      JSON.stringify(
        document.read("[m]: https://example.org/\n\nFirst.\n\nSee [the manual][m] and", true, mendHalfOpen),
      ),
    ).toContain('"href":"https://example.org/"');
  });

  it("starts again when the text does not continue the former one", () => {
    const document = createStreamingDocument();
    grow(document, "# One\n\nTwo\n\nThree");
    const shown = describeBlocks(document.read("Other **text**", true, mendHalfOpen));
    expect(shown).toEqual(
      describeBlocks(createStreamingDocument().read("Other **text**", true, mendHalfOpen)),
    );
  });

  it("goes on growing after a whole reading, as an answer that is continued does", () => {
    const document = createStreamingDocument();
    document.read("# One\n\nTwo", false);
    const shown = describeBlocks(document.read("# One\n\nTwo *thr", true, mendHalfOpen));
    expect(shown).toEqual(
      describeBlocks(createStreamingDocument().read("# One\n\nTwo *thr", true, mendHalfOpen)),
    );
  });

  it("shows text that is nested beyond reason as its source", () => {
    const text = `Intro\n\n${"> ".repeat(100_000)}deep`;
    expect(createStreamingDocument().read(text, false)).toEqual([
      { offset: 0, token: { type: "source", raw: text } },
    ]);
  });

  it("shows text at which the lexer throws as its source", () => {
    const failing: TokenizerExtension = {
      name: "failing",
      level: "block",
      tokenizer: () => {
        throw new Error("not lexable");
      },
    };
    const lexer = createMarkdownLexer([failing]);
    const blocks = createStreamingDocument(lexer).read("Some text", false);
    expect(blocks).toEqual([{ offset: 0, token: { type: "source", raw: "Some text" } }]);
  });

  it("does not look for inline marks in a paragraph of absurd length", () => {
    const [block] = createStreamingDocument().read("~~a ~b".repeat(20_000), false);
    expect(block?.token).toHaveProperty(["tokens", "length"], 1);
  });
});

function itemOf(block: MarkdownBlock | undefined, index: number): unknown {
  return block?.token.type === "list" ? block.token.items[index] : undefined;
}
