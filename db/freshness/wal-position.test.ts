import { describe, expect, it } from "vitest";
import { parseLsn } from "./wal-position.ts";

describe("parseLsn", () => {
  it.each([
    ["0/0", 0n],
    ["0/1A", 26n],
    ["16/B374D848", 0x16b374d848n],
    ["FFFFFFFF/FFFFFFFF", 0xffffffffffffffffn],
  ])("reads %s", (text, lsn) => {
    expect(parseLsn(text)).toBe(lsn);
  });

  it.each(["", "0", "0/G", "1/2/3", "123456789/0"])("refuses %j", (text) => {
    expect(() => parseLsn(text)).toThrow(RangeError);
  });
});
