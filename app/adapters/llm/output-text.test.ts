import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { createOutputText, toStorableText } from "./output-text.ts";

function run(pieces: readonly string[], endings: readonly string[] = []): string {
  const output = createOutputText(endings);
  return pieces.map((piece) => output.push(piece)).join("") + output.finish();
}

describe("toStorableText", () => {
  it("removes NUL and replaces lone surrogates, and leaves pairs alone", () => {
    expect(toStorableText("a\0b \ud83d c \ude00 d 😀")).toBe("ab \ufffd c \ufffd d 😀");
  });
});

describe("createOutputText", () => {
  it("joins a surrogate pair that came in two pieces", () => {
    expect(run(["smile \ud83d", "\ude00!"])).toBe("smile 😀!");
  });

  it("replaces a high surrogate that nothing follows", () => {
    expect(run(["end \ud83d"])).toBe("end \ufffd");
  });

  it.each([
    { title: "in one piece", pieces: ["Hello", "<|im_end|>"] },
    { title: "split over three pieces", pieces: ["Hello<|", "im_e", "nd|>"] },
    { title: "glued to the text", pieces: ["Hello<|im_end|>"] },
    { title: "with the line feed that TGI's pattern tolerates", pieces: ["Hello", "<|im_end|>\n"] },
  ])("cuts a stop text at the end: $title", ({ pieces }) => {
    expect(run(pieces, ["<|im_end|>"])).toBe("Hello");
  });

  it("keeps a stop text in the middle and a beginning of one at the end", () => {
    expect(run(["a STOP b ST"], ["STOP"])).toBe("a STOP b ST");
  });

  it("gives text out at once when it cannot be the beginning of a stop text", () => {
    const output = createOutputText(["STOP"]);
    expect(output.push("Hello S")).toBe("Hello ");
    expect(output.push("o it goes")).toBe("So it goes");
  });

  it("cuts the stop text that ends the answer even if a longer one had begun before it", () => {
    expect(run(["xab", "c"], ["abcd", "bc"])).toBe("xa");
  });

  it("gives the same text however it is cut into pieces", () => {
    const alphabet = fc.constantFrom("S", "T", "O", "P", "\n", "é", "😀", "\ud83d", "\ude00");
    const text = fc.array(alphabet, { maxLength: 30 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, fc.array(fc.nat(40), { maxLength: 8 }), (whole, cuts) => {
        const borders = [0, ...cuts.toSorted((a, b) => a - b), whole.length];
        const pieces = borders.slice(1).map((end, index) => whole.slice(borders[index], end));
        expect(run(pieces, ["STOP", "TO"])).toBe(run([whole], ["STOP", "TO"]));
      }),
    );
  });
});
