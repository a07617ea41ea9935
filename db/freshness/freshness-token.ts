import { createHmac, timingSafeEqual } from "node:crypto";
import type { WalPosition } from "./wal-position.ts";

/** A token that is older says nothing worth keeping: who bears none is read for as if it had just written. */
const maxAgeSeconds = 60 * 60;
/** How far the clocks of two processes may be apart. */
const maxSkewSeconds = 120;
/** Of the 32 bytes of the HMAC; enough that nobody guesses one. */
const signatureBytes = 16;

export interface FreshnessTokens {
  /** `v1.<timeline>.<lsn>.<seconds>.<signature>`: what the user's next read must not be older than. */
  format(userId: string, position: WalPosition): string;
  /** `undefined` for what is forged, somebody else's, or expired. */
  parse(userId: string, token: string): WalPosition | undefined;
}

const pattern = /^v1\.([0-9a-f]{8})\.([0-9a-f]{16})\.([0-9a-z]{1,9})\.([\w-]{22})$/;

/**
 * Tokens bound to one user by a signature. Unsigned ones would let anybody have every read wait and then go to the
 * primary. They hold nothing secret.
 * @param now milliseconds of the epoch
 */
export function createFreshnessTokens(key: string, now: () => number = Date.now): FreshnessTokens {
  const nowSeconds = () => Math.floor(now() / 1000);
  const sign = (userId: string, payload: string) =>
    createHmac("sha256", key).update(`${payload}\n${userId}`).digest().subarray(0, signatureBytes);

  return {
    format(userId, { timeline, lsn }) {
      const timelineText = timeline.toString(16).padStart(8, "0");
      const payload = `v1.${timelineText}.${lsn.toString(16).padStart(16, "0")}.${nowSeconds().toString(36)}`;
      return `${payload}.${sign(userId, payload).toString("base64url")}`;
    },

    parse(userId, token) {
      const [, timeline, lsn, issued, signature] = pattern.exec(token) ?? [];
      if (!timeline || !lsn || !issued || !signature) return undefined;
      const ageSeconds = nowSeconds() - Number.parseInt(issued, 36);
      if (ageSeconds > maxAgeSeconds || ageSeconds < -maxSkewSeconds) return undefined;
      const given = Buffer.from(signature, "base64url");
      const payload = token.slice(0, token.lastIndexOf("."));
      if (given.length !== signatureBytes || !timingSafeEqual(given, sign(userId, payload))) return undefined;
      return { timeline: Number.parseInt(timeline, 16), lsn: BigInt(`0x${lsn}`) };
    },
  };
}
