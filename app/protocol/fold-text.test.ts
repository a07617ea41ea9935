import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findFolded, foldText } from "./fold-text.ts";

describe("foldText", () => {
  it.each([
    ["Crème brûlée", "creme brulee"],
    ["résumé", "resume"],
    ["São Paulo", "sao paulo"],
    ["Straße, STRASSE, STRAẞE", "strasse, strasse, strasse"],
    ["Ｆｕｌｌ　ｗｉｄｔｈ", "full width"],
    ["İstanbul ıssız", "istanbul issiz"],
    ["ΟΔΌΣ οδός", "οδοσ οδοσ"],
    ["Ёлка", "елка"],
    ["Łódź, Ørsted, Đà Nẵng", "lodz, orsted, da nang"],
    ["ﬁancée œuvre", "fiancee oeuvre"],
    ["مُحَمَّد", "محمد"],
    ["don’t", "don't"],
  ])("takes %s for %s", (text, folded) => {
    expect(foldText(text)).toBe(folded);
    expect(foldText(text.normalize("NFD"))).toBe(foldText(text.normalize("NFC")));
  });

  it("keeps marks that make another letter", () => {
    expect(foldText("が")).not.toBe(foldText("か"));
    expect(foldText("ガ")).toBe(foldText("ｶﾞ"));
  });
});

describe("findFolded", () => {
  const found = (text: string, ...terms: string[]) =>
    findFolded(text, terms).map(([start, end]) => text.slice(start, end));

  it("gives what was written, with the marks on it", () => {
    expect(found("la creme bru\u0302le\u0301e!", "brulee")).toEqual(["bru\u0302le\u0301e"]);
    expect(found("Hauptstraße 5", "strasse")).toEqual(["straße"]);
    expect(found("Hauptstraße 5", "s")).toEqual(["s", "ß"]);
    expect(found("abcd", "abc", "bcd")).toEqual(["abcd"]);
    expect(found("👩‍🚀 ｌａｎｄｓ", "lands")).toEqual(["ｌａｎｄｓ"]);
  });

  it("gives ranges in order, apart and inside of the text, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 40 }),
        fc.array(fc.string({ unit: "grapheme" }), { maxLength: 2 }),
        (text, terms) => {
          let end = -1;
          for (const [from, to] of findFolded(text, terms)) {
            expect(from).toBeGreaterThan(end);
            expect(to).toBeGreaterThan(from);
            end = to;
          }
          expect(end).toBeLessThanOrEqual(text.length);
        },
      ),
    );
  });
});
