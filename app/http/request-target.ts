import { findHost } from "#app/core/identity/host-name.ts";

/** Where a request goes: path and query, and the host that an absolute target names. */
export interface RequestTarget {
  path: string;
  host: string | undefined;
}

/**
 * The target of a request line (RFC 9112 section 3.2). An absolute one, as proxies are asked, is served by its path;
 * its host then counts instead of the Host header. What is neither, such as `*`, is none.
 */
export function findRequestTarget(target: string): RequestTarget | undefined {
  if (target.startsWith("/"))
    return URL.canParse(`http://localhost${target}`) ? { path: target, host: undefined } : undefined;
  const [, scheme, host, path = "/"] = /^(https?:)\/\/([^/?#]*)([/?][^#]*)?$/i.exec(target) ?? [];
  if (host === undefined || !findHost(scheme?.toLowerCase() === "https:" ? "https:" : "http:", host))
    return undefined;
  return { path: path.startsWith("/") ? path : `/${path}`, host };
}
