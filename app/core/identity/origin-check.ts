import { findHost } from "./host-name.ts";

export interface OriginFacts {
  /** The Origin header. */
  origin: string | undefined;
  /** The Host header. */
  host: string | undefined;
  /** The X-Forwarded-Host header; believed only from a trusted peer. */
  forwardedHost?: string | undefined;
  /** Whether the direct TCP peer is one of the trusted proxies. */
  peerTrusted: boolean;
}

export interface OriginCheck {
  /** Whether a write or an upgrade comes from the app's own pages. Programs that send no Origin pass. */
  isOwnOrigin(request: OriginFacts): boolean;
}

/** @param options.publicUrl the external origin, if configured; then nothing else is the app's own. */
export function createOriginCheck({ publicUrl }: { publicUrl: string | undefined }): OriginCheck {
  const publicOrigin = publicUrl === undefined ? undefined : new URL(publicUrl).origin;
  return {
    isOwnOrigin(request) {
      if (request.origin === undefined) return true;
      if (publicOrigin !== undefined) return request.origin === publicOrigin;
      return isHostOfRequest(request.origin, request);
    },
  };
}

function isHostOfRequest(origin: string, { host, forwardedHost, peerTrusted }: OriginFacts): boolean {
  const [, scheme, originHost] = /^(https?:)\/\/(.+)$/.exec(origin) ?? [];
  if (scheme !== "http:" && scheme !== "https:") return false;
  const wanted = findHost(scheme, originHost)?.host;
  if (wanted === undefined) return false;
  // Proxies in a row append to X-Forwarded-Host; the first is what the browser asked for.
  const forwarded = peerTrusted ? forwardedHost?.split(",")[0]?.trim() : undefined;
  return [host, forwarded].some((candidate) => findHost(scheme, candidate)?.host === wanted);
}
