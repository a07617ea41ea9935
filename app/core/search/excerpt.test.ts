import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findFolded } from "#app/protocol/fold-text.ts";
import { createExcerpt } from "./excerpt.ts";
import { parseSearchTerms } from "./search-terms.ts";

const marked = (text: string, terms: string[]) => {
  const { excerpt, highlights } = createExcerpt(text, terms);
  return highlights.map(([start, end]) => excerpt.slice(start, end));
};

describe("the terms of a query", () => {
  it("are its words, and what stands in quotes as one", () => {
    expect(parseSearchTerms(' green  "tall plants" green ')).toEqual(["green", "tall plants"]);
    expect(parseSearchTerms('half "open')).toEqual(["half", "open"]);
    expect(parseSearchTerms('"')).toEqual(['"']);
  });
});

describe("an excerpt", () => {
  it("marks every term, whatever its case, script or spelling of accents", () => {
    expect(marked("Die ÜBERGANGSZEIT", ["übergang"])).toEqual(["ÜBERGANG"]);
    expect(marked("caf\u0065\u0301 noir", ["café"])).toEqual(["caf\u0065\u0301"]);
    expect(marked("今日は東京に行きます", ["東京"])).toEqual(["東京"]);
    expect(marked("مرحبا بالعالم", ["عالم"])).toEqual(["عالم"]);
    expect(marked("สวัสดีชาวโลก", ["ชาว"])).toEqual(["ชาว"]);
    expect(marked("a.b a+b", ["a.b"])).toEqual(["a.b"]);
  });

  it("joins what overlaps", () => {
    expect(findFolded("abcd", ["abc", "bcd"])).toEqual([[0, 4]]);
    expect(findFolded("aa b", ["a"])).toEqual([[0, 2]]);
  });

  it("lies around the first place that was found, on one line", () => {
    const { excerpt } = createExcerpt(`${"before ".repeat(50)}\n\nthe needle\nis ${"behind ".repeat(50)}`, [
      "needle",
    ]);
    expect(excerpt).toMatch(/^…before .*the needle is behind .*…$/);
    expect(excerpt.length).toBeLessThanOrEqual(202);
    expect(createExcerpt("short needle", ["needle"])).toEqual({
      excerpt: "short needle",
      highlights: [[6, 12]],
    });
    expect(createExcerpt("part", ["part"], { before: true, after: true }).excerpt).toBe("…part…");
  });

  it("shows the words of Markdown and not its marks", () => {
    const shown = (text: string, term: string) => createExcerpt(text, [term]).excerpt;
    expect(shown("## The **bold** needle\n\n- one `code`\n- [x] two", "needle")).toBe(
      "The bold needle one code two",
    );
    expect(shown("| a | needle |\n|---|:--|\n| *c* | d |", "needle")).toBe("a needle c d");
    expect(shown("> 1. see [the needle](https://example.org/a) ![pic](x.png)", "needle")).toBe(
      "see the needle pic",
    );
    expect(shown("```ts\nconst needle = 2 * 3;\n```", "needle")).toBe("const needle = 2 * 3;");
    expect(shown("~~old~~ _new_ needle_case", "needle")).toBe("old new needle_case");
    expect(shown("2 * 3 is a needle of snake_case_words", "needle")).toBe(
      "2 * 3 is a needle of snake_case_words",
    );
    expect(shown("one **two** three", "**two**")).toBe("one **two** three");
    expect(shown("[here](https://example.org/needle)", "example.org")).toContain(
      "https://example.org/needle",
    );
  });

  it("never fails, cuts no character in half, and marks only what lies within it", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 400 }),
        fc.array(fc.string({ minLength: 1 })),
        (text, terms) => {
          const { excerpt, highlights } = createExcerpt(text, terms);
          expect(excerpt).not.toMatch(/\p{Cs}/u);
          let end = 0;
          for (const [from, to] of highlights) {
            expect(from).toBeGreaterThanOrEqual(end);
            expect(to).toBeGreaterThan(from);
            end = to;
          }
          expect(end).toBeLessThanOrEqual(excerpt.length);
        },
      ),
    );
  });
});
