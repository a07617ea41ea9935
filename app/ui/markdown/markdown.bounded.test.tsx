import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { inEnglish } from "#app/i18n/testing/in-english.tsx";
import { parseMarkdown } from "./parser/parse-markdown.ts";
import { RenderedMarkdown } from "./rendered-markdown.tsx";
import { createStreamingDocument } from "./streaming-document.ts";
import { FAMILIES } from "./testing/families.ts";

/** The least of some runs, in milliseconds: what else the machine does only adds to it. */
function measure(run: () => unknown): number {
  const times = Array.from({ length: 3 }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return Math.min(...times);
}

/** Four times the text is at most so many times the work; its square would be 16 times. */
const mostRatio = 9;
/** Less is not told from chance, in milliseconds. */
const noise = 10;

function expectLinear(
  run: (text: string) => unknown,
  family: (length: number) => string,
  length: number,
): void {
  const [once, , fourTimes] = [1, 2, 4].map((factor) => {
    const text = family(factor * length);
    return measure(() => run(text));
  });
  expect(fourTimes! / Math.max(once!, noise)).toBeLessThan(mostRatio);
}

describe.each(Object.entries(FAMILIES))("A text of %s", (_, family) => {
  it("is read in time linear in its length", () => {
    expectLinear((text) => parseMarkdown(text), family, 10_000);
  });

  it("is shown with no more elements than the budget allows, however long it is", () => {
    const text = family(1_000_000);
    const html = renderToStaticMarkup(inEnglish(<RenderedMarkdown text={text} />));
    expect(html.match(/<[a-z]/g)?.length ?? 0).toBeLessThan(20_000);
    expect(html.length).toBeLessThan(6 * text.length);
  });
});

const growing = [
  "brackets",
  "nested items",
  "mixed emphasis",
  "quotations within each other",
  "everything in any order",
];

describe.each(growing)("A text of %s", (name) => {
  it("is read in linear time piece by piece as it grows", () => {
    const grow = (text: string): void => {
      const document = createStreamingDocument();
      for (let end = 0; end <= text.length; end += 400) document.read(text.slice(0, end), true);
    };
    expectLinear(grow, FAMILIES[name]!, 16_000);
  });
});
