import { formatReadAfterCookie, laterReadAfter, parseReadAfterCookies } from "#app/protocol/read-after.ts";

/** Keeps a freshness token where every later request of the browser bears it, in whichever tab, unless it has a later one. */
export function keepReadAfter(token: string): void {
  const known = parseReadAfterCookies(document.cookie);
  const latest = known.reduce((later, other) => laterReadAfter(later, other), token);
  if (latest !== token) return;
  document.cookie = formatReadAfterCookie(token, window.location.protocol === "https:");
}
