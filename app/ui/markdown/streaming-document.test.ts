import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "./parser/budget.ts";
import { parseOpenEnd } from "./open-end.ts";
import { SAMPLE_TEXTS } from "./testing/sample-texts.ts";
import { parseMarkdown, type MarkdownBlock } from "./parser/parse-markdown.ts";
import {
  createStreamingDocument,
  type MarkdownReader,
  type ShownMarkdown,
  type StreamingDocument,
} from "./streaming-document.ts";

function createCountingReader(): MarkdownReader & { takeCount(): number } {
  let count = 0;
  return {
    parse: (source, options) => ((count += source.length), parseMarkdown(source, options)),
    parseOpenEnd: (source, options) => ((count += source.length), parseOpenEnd(source, options)),
    takeCount: () => {
      const taken = count;
      count = 0;
      return taken;
    },
  };
}

/** What is shown, without blank line ends. */
function describeBlocks({ blocks }: ShownMarkdown): unknown {
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
  for (const prefix of prefixesOf(text)) document.read(prefix, true);
}

const paragraph = (index: number): string =>
  `Paragraph ${index} with **bold** and \`code\`, some sixty characters.\n\n`;

describe("a streaming document", () => {
  it.each(Object.entries(SAMPLE_TEXTS))(
    "shows %s at every step as lexing it from the start would",
    (_, text) => {
      const growing = createStreamingDocument();
      for (const prefix of prefixesOf(text)) {
        const shown = describeBlocks(growing.read(prefix, true));
        const fresh = describeBlocks(createStreamingDocument().read(prefix, true));
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
        parts.forEach((_, index) => growing.read(parts.slice(0, index + 1).join(""), true));
        expect(describeBlocks(growing.read(parts.join(""), false))).toEqual(readWhole(parts.join("")));
      }),
      { numRuns: 300, seed: 7 },
    );
  });

  it("lexes as many characters per step in a long text as in a short one", () => {
    const measure = (blockCount: number): number => {
      const reader = createCountingReader();
      const document = createStreamingDocument(reader);
      const before = Array.from({ length: blockCount }, (_, index) => paragraph(index % 10)).join("");
      document.read(before, true);
      reader.takeCount();
      const counts = prefixesOf(paragraph(0)).map((prefix) => {
        document.read(before + prefix, true);
        return reader.takeCount();
      });
      return Math.max(...counts);
    };
    expect(measure(1000)).toBe(measure(10));
    expect(measure(1000)).toBeLessThan(4 * paragraph(0).length);
  });

  it("does not lex a long closed fence again for the paragraph after it", () => {
    const reader = createCountingReader();
    const document = createStreamingDocument(reader);
    const fence = `\`\`\`\n${"line of code\n".repeat(500)}\`\`\`\n\n`;
    document.read(`${fence}A`, true);
    reader.takeCount();
    document.read(`${fence}A word`, true);
    expect(reader.takeCount()).toBeLessThan(50);
  });

  it("keeps the tokens of settled blocks, list items and table rows, so that they are not rendered again", () => {
    const document = createStreamingDocument();
    const text = "Intro\n\n- one\n- two\n- th";
    const [intro, list] = document.read(text, true).blocks;
    const [laterIntro, laterList] = document.read(`${text}ree`, true).blocks;
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
    expect(JSON.stringify(document.read(text, false).blocks[0])).toContain('"href":"https://example.org/"');
  });

  it("resolves a reference link whose definition came earlier while the text still grows", () => {
    const document = createStreamingDocument();
    grow(document, "[m]: https://example.org/\n\nFirst.\n\nSee [the manual][m] and");
    expect(
      JSON.stringify(document.read("[m]: https://example.org/\n\nFirst.\n\nSee [the manual][m] and", true)),
    ).toContain('"href":"https://example.org/"');
  });

  it("starts again when the text does not continue the former one", () => {
    const document = createStreamingDocument();
    grow(document, "# One\n\nTwo\n\nThree");
    const shown = describeBlocks(document.read("Other **text**", true));
    expect(shown).toEqual(describeBlocks(createStreamingDocument().read("Other **text**", true)));
  });

  it("goes on growing after a whole reading, as an answer that is continued does", () => {
    const document = createStreamingDocument();
    document.read("# One\n\nTwo", false);
    const shown = describeBlocks(document.read("# One\n\nTwo *thr", true));
    expect(shown).toEqual(describeBlocks(createStreamingDocument().read("# One\n\nTwo *thr", true)));
  });

  it("takes quotations within each other beyond reason for text", () => {
    const text = `Intro\n\n${"> ".repeat(100_000)}deep`;
    const { blocks } = createStreamingDocument().read(text, false);
    expect(JSON.stringify(blocks).match(/"type":"quote"/g)?.length).toBe(LIMITS.depth);
  });

  it("says that a text holds too much, and shows the rest as it was written", () => {
    const text = "- a\n".repeat(LIMITS.blocksOfOne);
    const { blocks, isCut } = createStreamingDocument().read(text, false);
    expect(isCut).toBe(true);
    expect(blocks).toHaveLength(2);
    expect(blocks[1]?.token).toEqual({ type: "source", raw: text.slice(blocks[1]?.offset) });
  });

  it("reads a block that grows long again only when a part of itself has come, and shows the rest meanwhile", () => {
    const reader = createCountingReader();
    const document = createStreamingDocument(reader);
    const grows = (length: number): number => {
      const text = "- [ *a".repeat(length / 6);
      for (let end = 0; end <= text.length; end += 60) document.read(text.slice(0, end), true);
      return reader.takeCount();
    };
    const [once, twice] = [grows(12_000), grows(24_000)];
    expect(twice / once).toBeLessThan(3);
    const text = "- [ *a".repeat(2_000);
    document.read(text, true);
    expect(document.read(`${text} end`, true).blocks.at(-1)?.token.raw).toContain("end");
  });
});

function itemOf(block: MarkdownBlock | undefined, index: number): unknown {
  return block?.token.type === "list" ? block.token.items[index] : undefined;
}
