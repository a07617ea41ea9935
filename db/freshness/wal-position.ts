/** A place in the write-ahead log: the timeline, which counts the promotions, and the log sequence number on it. */
export interface WalPosition {
  timeline: number;
  lsn: bigint;
}

/** Parses PostgreSQL's text form of a pg_lsn, two hexadecimal numbers as in `16/B374D848`. */
export function parseLsn(text: string): bigint {
  const match = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i.exec(text);
  if (!match?.[1] || !match[2]) throw new RangeError(`not a log sequence number: ${JSON.stringify(text)}`);
  return (BigInt(`0x${match[1]}`) << 32n) | BigInt(`0x${match[2]}`);
}

/** PostgreSQL's text form. */
export function formatLsn(lsn: bigint): string {
  return `${(lsn >> 32n).toString(16)}/${(lsn & 0xffffffffn).toString(16)}`.toUpperCase();
}

/** Negative, zero or positive, as sorting wants it: a newer timeline is later, wherever its numbers stand. */
export function comparePositions(one: WalPosition, other: WalPosition): number {
  if (one.timeline !== other.timeline) return one.timeline - other.timeline;
  return one.lsn === other.lsn ? 0 : one.lsn > other.lsn ? 1 : -1;
}

export function laterOf(one: WalPosition, other: WalPosition | undefined): WalPosition {
  return other !== undefined && comparePositions(other, one) > 0 ? other : one;
}

/**
 * Whether a server that has replayed so far shows what was written at `wanted`. Numbers of another timeline say
 * nothing: after a promotion they count on from where the new primary stood, without what it never received.
 */
export function covers(replayed: WalPosition | undefined, wanted: WalPosition): boolean {
  return replayed?.timeline === wanted.timeline && replayed.lsn >= wanted.lsn;
}
