/**
 * The token that makes a read at least as new as what its bearer has seen: a header for programs, a cookie for
 * browsers, and `readAfter` on frames. Signed by the server; holds nothing secret. Browser-safe.
 */
export const readAfterHeader = "X-Read-After";
/** On answers that may be older than what their reader has seen, while the primary is away. */
export const readStaleHeader = "X-Read-Stale";

/** As long as the server believes a token. */
const maxAgeSeconds = 60 * 60;
const names = { secure: "__Host-read-after", plain: "read-after" } as const;

/** @param isSecure whether the page came over HTTPS */
export function formatReadAfterCookie(token: string, isSecure: boolean): string {
  const cookie = `${isSecure ? names.secure : names.plain}=${token}; Path=/; Max-Age=${maxAgeSeconds}; SameSite=Lax`;
  return isSecure ? `${cookie}; Secure` : cookie;
}

/** The tokens of a `Cookie` header, or of `document.cookie`. */
export function parseReadAfterCookies(cookies: string): string[] {
  return cookies.split(/;\s*/).flatMap((cookie) => {
    const [name, token] = cookie.split("=", 2);
    return token && (name === names.secure || name === names.plain) ? [token] : [];
  });
}

/**
 * The token that covers more. Answers overtake each other, so the last one to come is not always the latest. What is
 * no token of this form wins: it makes the server ask.
 */
export function laterReadAfter(one: string, other: string | undefined): string {
  if (other === undefined) return one;
  const [place, otherPlace] = [placeOf(one), placeOf(other)];
  return place !== undefined && otherPlace !== undefined && otherPlace > place ? other : one;
}

/** Timeline and position have a fixed number of digits each, so that their text sorts as they do. */
function placeOf(token: string): string | undefined {
  return /^v1\.([0-9a-f]{8}\.[0-9a-f]{16})\./.exec(token)?.[1];
}
