import { findHost } from "./host-name.ts";

export interface OriginFacts {
  /** The Origin header. */
  origin: string | undefined;
  /** The Host header. */
  host: string | undefined;
  /** The X-Forwarded-Host header; believed only from a trusted peer. */
  forwardedHost?: string | undefined;
  /** The X-Forwarded-Port header; likewise. */
  forwardedPort?: string | undefined;
  /** The Sec-Fetch-Site header, in which a browser says from where a request comes. */
  fetchSite?: string | undefined;
  /** Whether the direct TCP peer is one of the trusted proxies. */
  peerTrusted: boolean;
}

export interface OriginCheck {
  /** Whether a write or an upgrade comes from the app's own pages. Programs that send no Origin pass. */
  isOwnOrigin(request: OriginFacts): boolean;
}

type Scheme = "http:" | "https:";

/** What browsers say of requests of our own pages, and of those that a person begins. */
const ownSites: readonly (string | undefined)[] = [undefined, "same-origin", "none"];

/**
 * @param options.publicUrl the external origin, if configured; then nothing else is the app's own.
 * @param options.onOtherPort is told of an Origin that is refused only because its port is not that of the Host: a
 * proxy is likely to hide it
 */
export function createOriginCheck({
  publicUrl,
  onOtherPort,
}: {
  publicUrl: string | undefined;
  onOtherPort?: (facts: { origin: string; host: string }) => void;
}): OriginCheck {
  const publicOrigin = publicUrl === undefined ? undefined : new URL(publicUrl).origin;
  return {
    isOwnOrigin(request) {
      const { origin, fetchSite } = request;
      if (fetchSite === "cross-site") return false;
      if (origin === undefined) return ownSites.includes(fetchSite);
      if (publicOrigin !== undefined) return origin === publicOrigin;
      const wanted = parseOrigin(origin);
      if (!wanted) return false;
      const hosts = hostsOfRequest(wanted.scheme, request);
      if (hosts.some(({ host }) => host === wanted.host)) return true;
      const near = hosts.find(({ hostname }) => hostname === wanted.hostname);
      if (near) onOtherPort?.({ origin, host: near.host });
      return false;
    },
  };
}

function parseOrigin(origin: string): { scheme: Scheme; host: string; hostname: string } | undefined {
  const [, scheme, originHost] = /^(https?:)\/\/(.+)$/.exec(origin) ?? [];
  if (scheme !== "http:" && scheme !== "https:") return undefined;
  const found = findHost(scheme, originHost);
  return found && { scheme, ...found };
}

/** The hosts that the browser may have asked for. Proxies in a row append; the first value is the browser's. */
function hostsOfRequest(scheme: Scheme, request: OriginFacts) {
  const { host, forwardedHost, forwardedPort, peerTrusted } = request;
  const forwarded = peerTrusted ? firstValue(forwardedHost) : undefined;
  const port = peerTrusted ? firstValue(forwardedPort) : undefined;
  return [host, forwarded]
    .flatMap((name) => [name, withPort(scheme, name, port)])
    .flatMap((name) => findHost(scheme, name) ?? []);
}

function firstValue(header: string | undefined): string | undefined {
  return header?.split(",")[0]?.trim();
}

function withPort(scheme: Scheme, host: string | undefined, port: string | undefined) {
  const found = findHost(scheme, host);
  return found && port !== undefined && /^\d{1,5}$/.test(port) ? `${found.hostname}:${port}` : undefined;
}
