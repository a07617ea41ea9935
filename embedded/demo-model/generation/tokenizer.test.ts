import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitTokens, tokenId, tokenize } from "./tokenizer.ts";

describe("the tokenizer", () => {
  it("splits words, marks and blanks, with the blank before a word in its token", () => {
    expect(splitTokens("Hello, big world!\n\n  const x")).toEqual([
      "Hello",
      ",",
      " big",
      " world",
      "!",
      "\n\n ",
      " const",
      " x",
    ]);
  });

  it("splits scripts without blanks character by character", () => {
    expect(splitTokens("你好 word")).toEqual(["你", "好", " word"]);
  });

  it("gives tokens that joined again are exactly the text", () => {
    const anyText = fc.string({
      unit: fc.constantFrom("a", "é", " ", "\n", "\t", "你", "👩‍👩‍👧", ".", "\u2028", "_", "9"),
    });
    fc.assert(fc.property(anyText, (text) => splitTokens(text).join("") === text));
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => splitTokens(text).join("") === text));
  });

  it("counts offsets in UTF-8 bytes, each token beginning where the last one ended", () => {
    expect(tokenize("né 你")).toEqual([
      { id: tokenId("né"), text: "né", start: 0, stop: 3 },
      { id: tokenId(" 你"), text: " 你", start: 3, stop: 7 },
    ]);
  });

  it("cuts very long words, so that no single piece is a whole page", () => {
    expect(Math.max(...splitTokens("x".repeat(1000)).map((token) => token.length))).toBeLessThanOrEqual(13);
  });
});
