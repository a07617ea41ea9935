import { findHost, isLoopbackHostname } from "./host-name.ts";

/** `foreign`: a name that this server does not answer to. `malformed`: no host at all. */
export type HostVerdict = "served" | "foreign" | "malformed";

export interface HostRules {
  /**
   * Only names that mean this machine are served, and that of `publicUrl`. It guards a server without sign-in
   * against DNS rebinding: a foreign page whose name was pointed at 127.0.0.1 reaches the loopback port and may
   * send any header, but its requests bear the foreign name as Host.
   */
  isLocalOnly: boolean;
  /** The origin under which people reach the app, if configured. */
  publicUrl: string | undefined;
}

/** Judges a Host header. Without one (HTTP/1.0) nothing is malformed, but a local-only server does not answer. */
export function createHostCheck({
  isLocalOnly,
  publicUrl,
}: HostRules): (host: string | undefined) => HostVerdict {
  const publicAddress = publicUrl === undefined ? undefined : new URL(publicUrl);
  const scheme = publicAddress?.protocol === "https:" ? "https:" : "http:";
  return (header) => {
    const isAbsent = header === undefined || header === "";
    const found = findHost(scheme, header);
    if (!found && !isAbsent) return "malformed";
    if (!isLocalOnly) return "served";
    if (!found) return "foreign";
    return isLoopbackHostname(found.hostname) || found.host === publicAddress?.host ? "served" : "foreign";
  };
}

/** Whether the configuration leaves a server that only this machine is meant to reach. */
export function isLocalOnly(config: {
  host: string;
  publicUrl: string | undefined;
  identity: { defaultUserId: string | undefined };
}): boolean {
  return (
    config.identity.defaultUserId !== undefined ||
    (isLoopbackHostname(config.host) && config.publicUrl === undefined)
  );
}
