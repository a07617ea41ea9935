import { createAddressRanges } from "./address-ranges.ts";

const loopbackRanges = createAddressRanges(["127.0.0.0/8", "::1"]);

/** A name of the DNS has at most 253 characters; making one of other scripts costs the square of its length. */
const maxHostLength = 300;

/**
 * Reads a Host header. `scheme` decides which port is the default one and vanishes, so that
 * `chat.example:443` and `chat.example` are one host under https.
 */
export function findHost(
  scheme: "http:" | "https:",
  header: string | undefined,
): { host: string; hostname: string } | undefined {
  if (header === undefined || header.length > maxHostLength) return undefined;
  if (!/^[^\s/?#@\\]+$/.test(header)) return undefined;
  const text = `${scheme}//${header}`;
  if (!URL.canParse(text)) return undefined;
  const { host, hostname } = new URL(text);
  return { host, hostname };
}

/** Names and addresses that only this machine can mean: `localhost`, `*.localhost`, 127.0.0.0/8 and `::1`, with or without brackets. */
export function isLoopbackHostname(hostname: string): boolean {
  const name = hostname
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");
  return name === "localhost" || name.endsWith(".localhost") || loopbackRanges.has(name);
}
