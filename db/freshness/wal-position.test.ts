import { describe, expect, it } from "vitest";
import { comparePositions, covers, formatLsn, laterOf, parseLsn } from "./wal-position.ts";

describe("the text form of a position", () => {
  it.each([
    ["0/0", 0n],
    ["0/1A", 26n],
    ["16/B374D848", 0x16b374d848n],
    ["FFFFFFFF/FFFFFFFF", 0xffffffffffffffffn],
  ])("%s is read and written", (text, lsn) => {
    expect(parseLsn(text)).toBe(lsn);
    expect(formatLsn(lsn)).toBe(text);
  });

  it.each(["", "0", "0/G", "1/2/3", "123456789/0"])("is not %j", (text) => {
    expect(() => parseLsn(text)).toThrow(RangeError);
  });
});

const at = (timeline: number, lsn: bigint) => ({ timeline, lsn });

describe("positions", () => {
  it("sort by timeline first: a newer one is later, wherever its numbers stand", () => {
    expect(comparePositions(at(2, 5n), at(1, 9n))).toBeGreaterThan(0);
    expect(comparePositions(at(1, 5n), at(1, 9n))).toBeLessThan(0);
    expect(comparePositions(at(1, 9n), at(1, 9n))).toBe(0);
    expect(laterOf(at(1, 9n), at(2, 5n))).toEqual(at(2, 5n));
    expect(laterOf(at(1, 9n), undefined)).toEqual(at(1, 9n));
  });

  it("cover only positions of their own timeline", () => {
    expect(covers(at(1, 9n), at(1, 9n))).toBe(true);
    expect(covers(at(1, 8n), at(1, 9n))).toBe(false);
    expect(covers(at(2, 99n), at(1, 9n))).toBe(false);
    expect(covers(undefined, at(1, 0n))).toBe(false);
  });
});
