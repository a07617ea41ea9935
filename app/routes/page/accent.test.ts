import { describe, expect, it } from "vitest";
import { formatAccentCss } from "./accent.ts";

describe("formatAccentCss", () => {
  it("puts white on a dark accent and black on a light one", () => {
    expect(formatAccentCss("#004488")).toContain("--on-accent: light-dark(#ffffff");
    expect(formatAccentCss("#ffcc00")).toContain("--on-accent: light-dark(#111110");
  });

  it("says nothing without an accent", () => {
    expect(formatAccentCss(undefined)).toBe("");
  });
});
