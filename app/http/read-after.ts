import type { Request, Response } from "express";
import type { RequestReads } from "#app/core/freshness/request-reads.ts";
import {
  formatReadAfterCookie,
  parseReadAfterCookies,
  readAfterHeader,
  readStaleHeader,
} from "#app/protocol/read-after.ts";
import { beforeHead } from "./before-head.ts";

/** More than a client could honestly bear: each costs a signature. */
const maxTokens = 4;

/** The freshness tokens that a request bears, not yet checked. */
export function readAfterOf(request: Request): string[] {
  const header = request.get(readAfterHeader);
  const cookies = parseReadAfterCookies(request.headers.cookie ?? "");
  return [...(header === undefined ? [] : [header.trim()]), ...cookies].slice(0, maxTokens);
}

/**
 * Has the answer tell, by header and for browsers by cookie, what the client's next read should bear. Decided when the
 * answer begins, since only then all is written and read.
 */
export function setReadAfter(
  request: Request,
  response: Response,
  { reads, userId, isSecure }: { reads: RequestReads; userId: string; isSecure: boolean },
): void {
  beforeHead(response, () => {
    if (reads.isStale) response.setHeader(readStaleHeader, "1");
    const token = reads.readAfter(userId);
    if (token === undefined) return;
    response.setHeader(readAfterHeader, token);
    if (isBrowser(request)) response.append("Set-Cookie", formatReadAfterCookie(token, isSecure));
  });
}

/** Programs keep the header; a cookie would only be a burden to them. */
function isBrowser(request: Request): boolean {
  return !request.path.startsWith("/api/") || request.get("sec-fetch-site") !== undefined;
}
