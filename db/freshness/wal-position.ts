/** A place in the write-ahead log: the timeline and the log sequence number on it. */
export interface WalPosition {
  timeline: string;
  lsn: bigint;
}

/** Parses PostgreSQL's text form of a pg_lsn, two hexadecimal numbers as in `16/B374D848`. */
export function parseLsn(text: string): bigint {
  const match = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i.exec(text);
  if (!match?.[1] || !match[2]) throw new RangeError(`not a log sequence number: ${JSON.stringify(text)}`);
  return (BigInt(`0x${match[1]}`) << 32n) | BigInt(`0x${match[2]}`);
}
