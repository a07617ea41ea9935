import type { IncomingMessage } from "node:http";
import { createAddressRanges } from "#app/core/identity/address-ranges.ts";
import { isLocalOnly } from "#app/core/identity/host-check.ts";
import { createIdentify, type IdentitySettings } from "#app/core/identity/identify.ts";
import { createOriginCheck } from "#app/core/identity/origin-check.ts";
import type { Logger } from "#app/platform/log.ts";
import type { WarnRarely } from "#app/platform/rare-warnings.ts";
import type { ErrorCode } from "#app/protocol/errors.ts";
import type { User } from "#app/protocol/resources.ts";
import { createAdmission, type Admit } from "./admission.ts";

/** What holds for every request and every upgrade, whoever answers it. */
export interface EdgeRules {
  admit: Admit;
  identify(request: IncomingMessage): User | undefined;
  /** Whether a write or an upgrade comes from the app's own pages, or from a program. */
  isOwnOrigin(request: IncomingMessage): boolean;
  isTrustedPeer(address: string | undefined): boolean;
  /** Who opens a socket, or why nobody may. */
  admitSocket(request: IncomingMessage): User | ErrorCode;
}

interface Dependencies {
  config: { host: string; identity: IdentitySettings; publicUrl: string | undefined };
  log: Pick<Logger, "debug">;
  warnRarely: WarnRarely;
}

export function createEdgeRules({ config, log, warnRarely }: Dependencies): EdgeRules {
  const { identity, publicUrl } = config;
  const trustedPeers = createAddressRanges(identity.trustedProxies);
  const admit = createAdmission({ isLocalOnly: isLocalOnly(config), publicUrl });
  const identifyFacts = createIdentify(identity, (reason) =>
    warnRarely("identity", { reason }, "nobody is signed in: the sign-in proxy's header names no user"),
  );
  const originCheck = createOriginCheck({
    publicUrl,
    onOtherPort: ({ origin, host }) =>
      warnRarely(
        "origin-port",
        { origin, host },
        `refused: the page's Origin ${origin} has another port than the Host ${host}. ` +
          "Set PUBLIC_URL to the address that people use, or have the proxy pass on the Host with its port, or X-Forwarded-Port",
      ),
  });
  const isTrustedPeer = (address: string | undefined) => trustedPeers.has(address);

  const rules: EdgeRules = {
    admit,
    isTrustedPeer,
    identify: ({ socket, rawHeaders }) => identifyFacts({ remoteAddress: socket.remoteAddress, rawHeaders }),

    isOwnOrigin: ({ headers, socket }) =>
      originCheck.isOwnOrigin({
        origin: headers.origin,
        host: headers.host,
        forwardedHost: singleHeader(headers["x-forwarded-host"]),
        forwardedPort: singleHeader(headers["x-forwarded-port"]),
        fetchSite: singleHeader(headers["sec-fetch-site"]),
        peerTrusted: isTrustedPeer(socket.remoteAddress),
      }),

    admitSocket(request) {
      const admission = admit(request);
      if ("refusal" in admission) {
        log.debug({ reason: admission.reason }, "refused an upgrade");
        return admission.refusal;
      }
      if (!rules.isOwnOrigin(request)) return "forbidden_origin";
      return rules.identify(request) ?? "unauthenticated";
    },
  };
  return rules;
}

function singleHeader(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" ? value : value?.[0];
}
