import type { User } from "#app/protocol/resources.ts";
import { createAddressRanges } from "./address-ranges.ts";
import { cleanSingleValue, findSingleValue, headerValues } from "./header-value.ts";

const emailHeader = "X-Forwarded-Email";
const nameHeader = "X-Forwarded-Preferred-Username";

export interface IdentitySettings {
  /** The header in which a trusted proxy names the user. */
  userIdHeader: string;
  /** Address ranges of the direct TCP peers whose header is believed. */
  trustedProxies: readonly string[];
  /**
   * Who a request without the header is. The configuration allows it only on a loopback address, and only requests
   * for a loopback Host come this far then (host-check.ts).
   */
  defaultUserId: string | undefined;
}

/** What an HTTP request or a WebSocket upgrade tells of itself. */
export interface RequestFacts {
  /** Address of the direct TCP peer. */
  remoteAddress: string | undefined;
  /** Name, value, name, value; as node:http gives it, repeated headers kept apart. */
  rawHeaders: readonly string[];
}

export type Identify = (request: RequestFacts) => User | undefined;

/**
 * Who sends a request. The header counts only from a trusted peer; a header that is not believed or not
 * usable (empty, repeated, too long, invisible characters) is nobody, never the default user.
 * @param onUnusable is told why a trusted peer's header names nobody, without its value
 */
export function createIdentify(settings: IdentitySettings, onUnusable: (reason: string) => void): Identify {
  const trustedPeers = createAddressRanges(settings.trustedProxies);
  return ({ remoteAddress, rawHeaders }) => {
    const ids = headerValues(rawHeaders, settings.userIdHeader);
    if (ids.length === 0) return findDefaultUser(settings.defaultUserId);
    if (!trustedPeers.has(remoteAddress)) return undefined;
    const id = findSingleValue(ids);
    if (typeof id !== "string") {
      onUnusable(`${settings.userIdHeader} ${id.problem}`);
      return undefined;
    }
    return {
      id,
      name: cleanSingleValue(headerValues(rawHeaders, nameHeader)) ?? null,
      email: cleanSingleValue(headerValues(rawHeaders, emailHeader)) ?? null,
    };
  };
}

function findDefaultUser(id: string | undefined): User | undefined {
  return id === undefined ? undefined : { id, name: null, email: null };
}
