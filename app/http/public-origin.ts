import type { Request } from "express";
import { findHost } from "#app/core/identity/host-name.ts";

interface Dependencies {
  /** The configured origin, if any: then nothing else counts. */
  publicUrl: string | undefined;
  isTrustedPeer: (address: string | undefined) => boolean;
}

/** The origin under which the sender of a request reaches the app. What proxies forward counts from trusted peers only. */
export function createPublicOrigin({ publicUrl, isTrustedPeer }: Dependencies) {
  const configured = publicUrl === undefined ? undefined : new URL(publicUrl).origin;
  return (request: Request): string => {
    if (configured !== undefined) return configured;
    const forwarded = (name: string) =>
      isTrustedPeer(request.socket.remoteAddress) ? request.get(name)?.split(",")[0]?.trim() : undefined;
    const scheme = forwarded("x-forwarded-proto") === "https" ? "https:" : "http:";
    const host = findHost(scheme, forwarded("x-forwarded-host")) ?? findHost(scheme, request.headers.host);
    return `${scheme}//${host?.host ?? "localhost"}`;
  };
}
