import { describe, expect, it } from "vitest";
import { cleanTitle, titleFromContent } from "./title.ts";

describe("cleanTitle", () => {
  it.each([
    ['"Rust lifetimes explained"', "Rust lifetimes explained"],
    ["Title: Rust lifetimes", "Rust lifetimes"],
    ["\n\n**Bold idea**\nmore text", "Bold idea"],
    ["<think>short?</think>\nA short title", "A short title"],
    ["„Über Lebenszeiten“", "Über Lebenszeiten"],
    ["a\u202ereversed\u0007", "areversed"],
    ["<think>never ends", ""],
  ])("makes %j one line of plain text", (given, title) => {
    expect(cleanTitle(given)).toBe(title);
  });

  it("cuts a long title between characters, not within one", () => {
    const title = cleanTitle("😀".repeat(100));
    expect([...title]).toHaveLength(80);
    expect(title.endsWith("😀…")).toBe(true);
  });
});

describe("titleFromContent", () => {
  it("takes the first line that says something", () => {
    expect(titleFromContent("\n  How do I sort a list?\nThanks")).toBe("How do I sort a list?");
  });

  it("falls back to a name for a message without words", () => {
    expect(titleFromContent("***")).toBe("New chat");
  });
});
