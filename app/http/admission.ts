import type { IncomingMessage } from "node:http";
import { createHostCheck, type HostRules } from "#app/core/identity/host-check.ts";
import { headerValues } from "#app/core/identity/header-value.ts";
import { findRequestTarget } from "./request-target.ts";

/** `path` is where the request goes, also when its target was absolute; `host` is whom it asks for. */
export type Admission =
  | { path: string; host: string | undefined }
  | { refusal: "invalid_request" | "forbidden_host"; reason: string };

/** Whether a request or an upgrade is served at all, before it is asked who sends it. */
export type Admit = (request: Pick<IncomingMessage, "url" | "rawHeaders" | "headers">) => Admission;

export function createAdmission(rules: HostRules): Admit {
  const judge = createHostCheck(rules);
  return ({ url, rawHeaders, headers }) => {
    const target = findRequestTarget(url ?? "");
    if (!target) return malformed("request target");
    // RFC 9112 section 3.2: two Host lines are an attempt to be taken for another by somebody in between.
    if (headerValues(rawHeaders, "Host").length > 1) return malformed("repeated Host");
    const host = target.host ?? headers.host;
    const verdict = judge(host);
    if (verdict === "malformed" || judge(headers.host) === "malformed") return malformed("Host");
    if (verdict === "foreign") return { refusal: "forbidden_host", reason: "foreign Host" };
    return { path: target.path, host };
  };
}

function malformed(reason: string): Admission {
  return { refusal: "invalid_request", reason };
}
