import { UpstreamError } from "./upstream-error.ts";

const lineFeed = 10;
const carriageReturn = 13;

/**
 * Index behind the last blank line of the chunk, or -1. Looks from the end, where a chunk normally has it.
 * @param previous the byte before the chunk, or 0.
 */
function findLastBlankLine(chunk: Uint8Array, previous: number): number {
  for (let index = chunk.length - 1; index >= 0; index--) {
    const byte = chunk[index];
    if (byte !== lineFeed && byte !== carriageReturn) continue;
    const before = index > 0 ? chunk[index - 1] : previous;
    const isBlankLine = before === byte || (byte === carriageReturn && before === lineFeed);
    if (isBlankLine) return index + 1;
  }
  return -1;
}

export interface SizeLimits {
  maxEventBytes: number;
  maxStreamBytes: number;
}

/**
 * Watches the size of an event stream: parsers copy a pending line for every chunk, so one huge event costs
 * time that grows with its square. The returned function throws UpstreamError `too_large`.
 */
export function createEventSizeMeter({ maxEventBytes, maxStreamBytes }: SizeLimits) {
  let streamBytes = 0;
  let eventBytes = 0;
  let lastByte = 0;

  return function add(chunk: Uint8Array): void {
    const behind = findLastBlankLine(chunk, lastByte);
    streamBytes += chunk.length;
    eventBytes = behind === -1 ? eventBytes + chunk.length : chunk.length - behind;
    lastByte = chunk[chunk.length - 1] ?? lastByte;
    if (eventBytes > maxEventBytes) throw new UpstreamError({ kind: "too_large", limitBytes: maxEventBytes });
    if (streamBytes > maxStreamBytes)
      throw new UpstreamError({ kind: "too_large", limitBytes: maxStreamBytes });
  };
}
