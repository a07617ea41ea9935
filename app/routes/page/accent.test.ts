import { describe, expect, it } from "vitest";
import { formatAccentCss } from "./accent.ts";

describe("formatAccentCss", () => {
  it("puts white on a dark accent and black on a light one", () => {
    expect(formatAccentCss("#004488")).toContain("--on-accent: light-dark(#ffffff");
    expect(formatAccentCss("#fc0")).toContain("--on-accent: light-dark(#111110");
  });

  it("says nothing for what is not a plain colour", () => {
    for (const accent of [undefined, "", "red", "#12345", "#fff; } body { display: none"]) {
      expect(formatAccentCss(accent)).toBe("");
    }
  });
});
