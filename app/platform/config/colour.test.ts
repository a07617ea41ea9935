import { describe, expect, it } from "vitest";
import { parseColour } from "./colour.ts";

describe("parseColour", () => {
  it.each([
    ["#0d9488", "#0d9488"],
    ["#fc0", "#ffcc00"],
    ["teal", "#008080"],
    ["RebeccaPurple", "#663399"],
    ["rgb(13 148 136)", "#0d9488"],
    ["rgb(13, 148, 136)", "#0d9488"],
    ["hsl(200 50% 50%)", "#4095bf"],
    ["oklch(60% 0.1 180)", "#239382"],
    ["oklch(60% 0.1 180deg)", "#239382"],
  ])("gives %s as %s", (text, expected) => {
    expect(parseColour(text)).toBe(expected);
  });

  it("takes a translucent colour as it looks on white", () => {
    expect(parseColour("#00000080")).toBe("#7f7f7f");
    expect(parseColour("rgb(0 0 0 / 50%)")).toBe("#808080");
  });

  it("brings a colour that no common screen shows into sRGB", () => {
    expect(parseColour("oklch(70% 0.4 150)")).toMatch(/^#[\da-f]{6}$/);
  });

  it.each([
    ...["red;} body{display:none", "url(//evil)", "#12345", "inherit", "currentcolor", "var(--ink)", ""],
    ...["constructor", `rgb(${" ".repeat(100_000)}1 2 3)`],
  ])("refuses what is no colour: %#", (text) => {
    expect(() => parseColour(text)).toThrow("must be a CSS colour");
  });

  it("refuses a colour that nobody sees", () => {
    expect(() => parseColour("transparent")).toThrow("must be a colour that can be seen");
  });
});
