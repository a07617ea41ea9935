import { describe, expect, it } from "vitest";
import { plainSentences } from "./plain-sentences.ts";

describe("plainSentences", () => {
  it("gives whole sentences and leaves the unfinished one", () => {
    const text = "One is here. Two as well! And thr";
    const first = plainSentences(text, 0);
    expect(first.sentences).toBe("One is here. Two as well!");
    expect(plainSentences(`${text}ee. `, first.end).sentences).toBe("And three.");
  });

  it("does not take the point of a number for an end", () => {
    expect(plainSentences("It is 3.14", 0)).toEqual({ sentences: "", end: 0 });
  });

  it("knows the ends of other scripts", () => {
    expect(plainSentences("你好。今天", 0).sentences).toBe("你好。");
    expect(plainSentences("كيف حالك؟ أنا", 0).sentences).toBe("كيف حالك؟");
  });

  it("leaves out what nobody says", () => {
    const text = "## A **bold** [link](https://example.test) with `code`.\n\n- first\n- second\n\n";
    expect(plainSentences(text, 0).sentences).toBe("A bold link with code. first second");
  });
});
