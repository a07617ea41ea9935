import { describe, expect, it } from "vitest";
import { laterReadAfter } from "#app/protocol/read-after.ts";
import { createFreshnessTokens } from "./freshness-token.ts";

const position = { timeline: 3, lsn: 0x16b374d848n };
let nowMs = 1_790_000_000_000;
const tokens = createFreshnessTokens("key", () => nowMs);
const token = tokens.format("ada", position);

describe("freshness tokens", () => {
  it("tell timeline and position to who made them", () => {
    expect(token).toMatch(/^v1\.00000003\.00000016b374d848\.[0-9a-z]+\.[\w-]{22}$/);
    expect(tokens.parse("ada", token)).toEqual(position);
    expect(createFreshnessTokens("key", () => nowMs).parse("ada", token)).toEqual(position);
  });

  it("are nothing to another user, and nothing when signed by another key", () => {
    expect(tokens.parse("eve", token)).toBeUndefined();
    expect(createFreshnessTokens("other", () => nowMs).parse("ada", token)).toBeUndefined();
  });

  it("are nothing once any of their characters is changed", () => {
    for (let index = 0; index < token.length; index += 1) {
      const forged = token.slice(0, index) + (token[index] === "1" ? "2" : "1") + token.slice(index + 1);
      // The last character of base64url bears bits that are not read.
      if (index < token.length - 1) expect(tokens.parse("ada", forged), forged).toBeUndefined();
    }
    for (const text of ["", "ask", "v1", `${token}.x`, token.repeat(2)]) {
      expect(tokens.parse("ada", text)).toBeUndefined();
    }
  });

  it("expire after an hour, and are nothing when they come from the future", () => {
    const issuedAt = nowMs;
    nowMs = issuedAt + 59 * 60_000;
    expect(tokens.parse("ada", token)).toEqual(position);
    nowMs = issuedAt + 61 * 60_000;
    expect(tokens.parse("ada", token)).toBeUndefined();
    nowMs = issuedAt - 5 * 60_000;
    expect(tokens.parse("ada", token)).toBeUndefined();
    nowMs = issuedAt;
  });

  it("sort as text as their positions do, so that a browser keeps the later one", () => {
    const later = tokens.format("ada", { timeline: 3, lsn: position.lsn + 1n });
    const promoted = tokens.format("ada", { timeline: 0x10, lsn: 1n });
    expect(laterReadAfter(token, later)).toBe(later);
    expect(laterReadAfter(later, token)).toBe(later);
    expect(laterReadAfter(promoted, later)).toBe(promoted);
    expect(laterReadAfter("ask", later)).toBe("ask");
    expect(laterReadAfter(token, undefined)).toBe(token);
  });
});
