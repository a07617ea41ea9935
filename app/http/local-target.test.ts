import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findLocalTarget } from "./local-target.ts";

describe("an address on this site", () => {
  it.each(["/", "/settings", "/c/0199-a", "/search?q=%C3%A9&x=a|b", "/share/1?at=2"])(
    "is taken: %s",
    (path) => {
      expect(findLocalTarget(path)).toBe(path);
    },
  );

  it.each([
    undefined,
    null,
    7,
    "",
    "settings",
    "https://evil.test/",
    "//evil.test",
    "///evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "/\t/evil.test",
    "/\n/evil.test",
    "\t//evil.test",
    "/./\\evil.test",
    "/.//evil.test",
    "/..//evil.test",
    "/%2e/%2fevil.test",
    "/%5cevil.test",
    "/%09/evil.test",
    "/a//evil.test",
    "/c/../..//evil.test",
    "/x\r\nSet-Cookie: a=b",
    "/\0",
    "/\u2028",
    "/\u202e",
    "/@evil.test",
    "/é",
    "javascript:alert(1)",
    `/${"a".repeat(5_000)}`,
  ])("is none: %j", (value) => {
    expect(findLocalTarget(value)).toBeUndefined();
  });

  it("never is another site to a browser, whatever it is made of", () => {
    const piece = fc.constantFrom(
      "/",
      "\\",
      ".",
      "..",
      "\t",
      "\n",
      "evil.test",
      "@",
      ":",
      "?",
      "#",
      "%2f",
      "a",
      " ",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const target = findLocalTarget(`/${pieces.join("")}`);
        if (target === undefined) return;
        expect(new URL(target, "http://here.test/a/b").host).toBe("here.test");
        expect(new URL(new URL(target, "http://here.test").pathname, "http://here.test").host).toBe(
          "here.test",
        );
      }),
    );
  });
});
