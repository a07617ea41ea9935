/** What is the same for whoever asks, signed in or not. Such an answer says nothing of its reader and sets no cookie. */
const publicPaths = new Set([
  "/accent.css",
  "/manifest.webmanifest",
  "/offline",
  "/diagram",
  "/api/healthz",
  "/api/readyz",
  "/api/openapi.json",
]);

/** @param path without the query */
export function isPublicPath(path: string): boolean {
  return publicPaths.has(path) || path.startsWith("/share/");
}
