/** A proxy that hangs is out of reach, in milliseconds. */
const timeoutMs = 8_000;

/**
 * Whether the session at the sign-in proxy has ended.
 *
 * Asks for JSON: oauth2-proxy then answers 401 and begins no sign-in, whose cookie would spoil the one that the person begins
 * in another tab. Follows no redirect: nginx with `error_page 401 =302` sends every request to the sign-in page, and
 * `/api/userinfo` itself never redirects. Out of reach is not signed out.
 */
export async function isSignedOut(): Promise<boolean> {
  try {
    const { status, type } = await fetch("/api/userinfo", {
      headers: { Accept: "application/json" },
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.timeout(timeoutMs),
    });
    return status === 401 || type === "opaqueredirect";
  } catch {
    return false;
  }
}

/** How long to wait before the session is checked again while nobody looks at the page, in milliseconds. */
const recheckMs = 30_000;

/** Resolves when the session may be back: somebody turns to this page, as after signing in again in another tab. */
export function untilPageIsVisited(): Promise<void> {
  return new Promise((resolve) => {
    const listeners = new AbortController();
    const finish = () => {
      listeners.abort();
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(finish, recheckMs);
    window.addEventListener("focus", finish, { signal: listeners.signal });
    document.addEventListener("visibilitychange", () => document.hidden || finish(), {
      signal: listeners.signal,
    });
  });
}
