import { finished } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Request } from "express";
import { limits } from "#app/protocol/resources.ts";

/** How long a body that is too large is read past. */
const lingerMs = 1_000;

/** Whether neither a page nor the API has this address, and Remix's router would fail on it rather than say so. */
export function isUnroutable(request: Request): boolean {
  return isForgedDataRequest(request) || looksLikeHost(request.path);
}

/**
 * API routes also count what arrives; pages read a form as a whole, so what does not tell its size is refused.
 */
export function isTooLarge({ path, headers }: Request): boolean {
  const declaresSize = headers["content-length"] !== undefined || headers["transfer-encoding"] === undefined;
  const maxBytes = path === "/api/import" ? limits.importBytes : limits.bodyBytes;
  return Number(headers["content-length"] ?? 0) > maxBytes || (!declaresSize && !path.startsWith("/api/"));
}

/**
 * Lets a client that does not read before it has sent everything come to its end, within reason: closing the
 * connection on it would reset that, and the answer would be lost on the way.
 */
export async function readPast(request: Request): Promise<void> {
  request.resume();
  await Promise.race([finished(request).catch(() => {}), sleep(lingerMs)]);
}

/** Remix's data requests for what has none: our pages load theirs from `.data` addresses, and never the API's. */
function isForgedDataRequest({ path, query }: Request): boolean {
  return "_data" in query || (path.startsWith("/api/") && path.endsWith(".data"));
}

/** `//name` and what decodes to it is another host to a browser, and to the router an address that it cannot read. */
function looksLikeHost(path: string): boolean {
  return /^\/(?:[/\\]|%2f|%5c)/i.test(path);
}
