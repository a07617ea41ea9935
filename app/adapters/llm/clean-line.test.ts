import { describe, expect, it } from "vitest";
import { cleanLine } from "./clean-line.ts";

describe("a server's words", () => {
  it.each([
    ["bad \0 thing", "bad thing"],
    ["bad \u{D83D} thing", "bad \u{FFFD} thing"],
    ["two\r\nlines\tand\u{2028}one", "two lines and\u{2028}one"],
    ["\u{202E}turned\u{2066} round", "turned round"],
    ["  \0 ", ""],
  ])("are one line without what cannot be stored or seen: %j", (text, line) => {
    expect(cleanLine(text, 200)).toBe(line);
  });

  it("are cut between characters", () => {
    const cut = cleanLine(`${"x".repeat(198)}👋👋👋`, 200);
    expect(cut).toBe(`${"x".repeat(198)}👋…`);
    expect(cut).not.toMatch(/\p{Surrogate}/u);
    expect(cleanLine("👋".repeat(200), 200)).toBe("👋".repeat(200));
  });

  it("cost no more when they are longer", () => {
    expect(cleanLine(`${"a.".repeat(5_000_000)}b`, 200)).toHaveLength(200);
  });
});
