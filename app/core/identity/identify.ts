import type { User } from "#app/protocol/resources.ts";
import { createAddressRanges } from "./address-ranges.ts";
import { findSingleValue, headerValues } from "./header-value.ts";
import { findHost, isLoopbackHostname } from "./host-name.ts";

const emailHeader = "X-Forwarded-Email";
const nameHeader = "X-Forwarded-Preferred-Username";

export interface IdentitySettings {
  /** The header in which a trusted proxy names the user. */
  userIdHeader: string;
  /** Address ranges of the direct TCP peers whose header is believed. */
  trustedProxies: readonly string[];
  /** Who a request without the header is. The configuration allows it only on a loopback address. */
  defaultUserId: string | undefined;
  /** The origin under which people reach the app, if configured. */
  publicUrl: string | undefined;
}

/** What an HTTP request or a WebSocket upgrade tells of itself. */
export interface RequestFacts {
  /** Address of the direct TCP peer. */
  remoteAddress: string | undefined;
  /** Name, value, name, value; as node:http gives it, repeated headers kept apart. */
  rawHeaders: readonly string[];
  /** The Host header. */
  host: string | undefined;
}

export type Identify = (request: RequestFacts) => User | undefined;

/**
 * Who sends a request. The header counts only from a trusted peer; a header that is not believed or not
 * usable (empty, repeated, too long, control characters) is nobody, never the default user.
 */
export function createIdentify(settings: IdentitySettings): Identify {
  const trustedPeers = createAddressRanges(settings.trustedProxies);
  const isOwnHost = createHostCheck(settings.publicUrl);
  return ({ remoteAddress, rawHeaders, host }) => {
    const ids = headerValues(rawHeaders, settings.userIdHeader);
    if (ids.length === 0) {
      return isOwnHost(host) ? findDefaultUser(settings.defaultUserId) : undefined;
    }
    const id = trustedPeers.has(remoteAddress) ? findSingleValue(ids) : undefined;
    if (id === undefined) return undefined;
    return {
      id,
      name: findSingleValue(headerValues(rawHeaders, nameHeader)) ?? null,
      email: findSingleValue(headerValues(rawHeaders, emailHeader)) ?? null,
    };
  };
}

function findDefaultUser(id: string | undefined): User | undefined {
  return id === undefined ? undefined : { id, name: null, email: null };
}

/**
 * Guards the default user against DNS rebinding: a foreign page whose name was pointed at 127.0.0.1
 * reaches the loopback port, but its requests bear the foreign name as Host.
 */
function createHostCheck(publicUrl: string | undefined) {
  const publicAddress = publicUrl === undefined ? undefined : new URL(publicUrl);
  return (header: string | undefined): boolean => {
    const scheme = publicAddress?.protocol === "https:" ? "https:" : "http:";
    const found = findHost(scheme, header);
    if (found === undefined) return false;
    return isLoopbackHostname(found.hostname) || found.host === publicAddress?.host;
  };
}
