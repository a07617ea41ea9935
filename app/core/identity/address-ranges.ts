import { BlockList, isIP } from "node:net";

export interface AddressRanges {
  /** Whether an address of a TCP peer lies in one of the ranges; IPv4 inside IPv6 (`::ffff:10.0.0.1`) counts as IPv4. */
  has(address: string | undefined): boolean;
}

interface AddressRange {
  address: string;
  prefixBits: number;
  family: "ipv4" | "ipv6";
}

/** Reads `10.0.0.0/8`, `fd00::/8` or one bare address. */
export function findAddressRange(text: string): AddressRange | undefined {
  const [address = "", prefix, ...rest] = text.split("/");
  const version = address.includes("%") ? 0 : isIP(address);
  if (version === 0 || rest.length > 0) return undefined;
  const maxBits = version === 4 ? 32 : 128;
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return undefined;
  const prefixBits = prefix === undefined ? maxBits : Number(prefix);
  if (prefixBits > maxBits) return undefined;
  return { address, prefixBits, family: version === 4 ? "ipv4" : "ipv6" };
}

/** @throws RangeError for a text that is no range; the configuration has checked them before. */
export function createAddressRanges(ranges: readonly string[]): AddressRanges {
  const list = new BlockList();
  for (const text of ranges) {
    const range = findAddressRange(text);
    if (range === undefined) throw new RangeError(`Not an address range: ${text}`);
    list.addSubnet(range.address, range.prefixBits, range.family);
  }
  return {
    has(address) {
      const bare = address?.split("%")[0] ?? "";
      const version = isIP(bare);
      return version !== 0 && list.check(bare, version === 4 ? "ipv4" : "ipv6");
    },
  };
}
