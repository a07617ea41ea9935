import { parseLinkTarget } from "../base-url.ts";
import type { GivenVariables } from "../given-variables.ts";
import { isLocalOnly } from "../listen-host.ts";
import { parseAddressRanges, parseHeaderName, parseUserId } from "../value-parsers.ts";
import { variable } from "../variable.ts";

export const signInVariables = {
  identity: {
    userIdHeader: variable("USER_ID_HEADER", {
      parse: parseHeaderName,
      default: "X-Forwarded-User",
      example: "X-Forwarded-User",
      doc: "Header in which the sign-in proxy names the user. `X-Forwarded-Email` and `X-Forwarded-Preferred-Username` are shown.",
    }),
    /** Address ranges of the direct TCP peers whose user header is believed. */
    trustedProxies: variable("TRUSTED_PROXIES", {
      parse: parseAddressRanges,
      default: "127.0.0.0/8,::1",
      example: "127.0.0.0/8,::1,10.0.0.0/8",
      doc: "Addresses and ranges of the proxies whose header is believed, with commas between.",
    }),
    defaultUserId: variable("DEFAULT_USER_ID", {
      parse: parseUserId,
      default: (given: GivenVariables) =>
        given["NODE_ENV"] !== "production" &&
        given["POSTGRES_PRIMARY_URL"] === undefined &&
        isLocalOnly(given)
          ? "local"
          : undefined,
      unset: "`local` in the quickstart, else none",
      example: "local",
      canBeEmpty: true,
      doc: "User of requests without the header, on a loopback HOST only. Empty means that everyone must sign in.",
    }),
  },
  logoutUrl: variable("LOGOUT_URL", {
    parse: parseLinkTarget,
    default: "/oauth2/sign_out",
    example: "/oauth2/sign_out",
    // A query may bear a token of the sign-in service.
    secret: (url) => url.replace(/\?.*$/s, ""),
    doc: "Where “Sign out” leads.",
  }),
};
