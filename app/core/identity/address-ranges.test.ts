import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAddressRanges, findAddressRange } from "./address-ranges.ts";

describe("createAddressRanges", () => {
  it.each([
    ["127.0.0.0/8", "127.9.8.7", true],
    ["127.0.0.0/8", "128.0.0.1", false],
    ["10.0.0.5/8", "10.200.0.1", true],
    ["192.168.1.7", "192.168.1.7", true],
    ["192.168.1.7", "192.168.1.8", false],
    ["127.0.0.0/8", "::ffff:127.0.0.1", true],
    ["10.0.0.0/8", "::ffff:a01:203", true],
    ["10.0.0.0/8", "::ffff:11.0.0.1", false],
    ["::1", "::1", true],
    ["::1", "::2", false],
    ["fd00::/8", "fd12:3456::1", true],
    ["fe80::/10", "fe80::1%eth0", true],
    ["0.0.0.0/0", "8.8.8.8", true],
  ])("range %s and peer %s: %s", (range, address, expected) => {
    expect(createAddressRanges([range]).has(address)).toBe(expected);
  });

  it("holds no peer without an address and no text that is not an address", () => {
    const all = createAddressRanges(["0.0.0.0/0", "::/0"]);
    for (const address of [undefined, "", "localhost", "127.0.0.1:80", "[::1]"]) {
      expect(all.has(address)).toBe(false);
    }
  });

  it("holds nobody when there are no ranges", () => {
    expect(createAddressRanges([]).has("127.0.0.1")).toBe(false);
  });

  it("agrees with the arithmetic of IPv4 masks", () => {
    const word = fc.integer({ min: 0, max: 0xffff_ffff });
    fc.assert(
      fc.property(word, fc.integer({ min: 0, max: 32 }), word, fc.boolean(), (base, bits, flips, near) => {
        const peer = near ? base ^ (flips >>> bits) : flips;
        const inside = bits === 0 || base >>> (32 - bits) === peer >>> (32 - bits);
        expect(createAddressRanges([`${formatIpv4(base)}/${bits}`]).has(formatIpv4(peer))).toBe(inside);
      }),
    );
  });

  it("throws for a text that is no range", () => {
    expect(() => createAddressRanges(["10.0.0.0/33"])).toThrow(RangeError);
  });
});

describe("findAddressRange", () => {
  it.each([
    "",
    "10.0.0.0/",
    "10.0.0.0/33",
    "::1/129",
    "10.0.0/8",
    "10.0.0.0/8/8",
    "10.0.0.0/-1",
    "localhost",
  ])("does not take %j for a range", (text) => {
    expect(findAddressRange(text)).toBeUndefined();
  });
});

function formatIpv4(word: number): string {
  return [24, 16, 8, 0].map((shift) => (word >>> shift) & 255).join(".");
}
