import { describe, expect, it } from "vitest";

import { findRetryDelayMs } from "./model-retry.ts";
import { UpstreamError, type UpstreamFault } from "./upstream-error.ts";

const delay = (fault: UpstreamFault, retries = 0) => findRetryDelayMs(new UpstreamError(fault), retries, 0.5);

describe("findRetryDelayMs", () => {
  it.each<UpstreamFault>([
    { kind: "connection", code: "ECONNREFUSED" },
    { kind: "connection", code: "ECONNRESET" },
    { kind: "http", status: 502, text: undefined },
  ])("tries again after %j, twice at most", (fault) => {
    expect(delay(fault, 0)).toBe(150);
    expect(delay(fault, 1)).toBe(300);
    expect(delay(fault, 2)).toBeUndefined();
  });

  it.each<UpstreamFault>([
    { kind: "connection", code: "ENOTFOUND" },
    { kind: "connection", code: "CERT_HAS_EXPIRED" },
    { kind: "http", status: 422, text: "no" },
    { kind: "http", status: 500, text: undefined },
    { kind: "http", status: 307, text: undefined },
    { kind: "http", status: 429, text: undefined },
    { kind: "http", status: 503, text: undefined },
    { kind: "in_band", text: "Model is overloaded" },
    { kind: "in_band", text: "CUDA error" },
    { kind: "truncated" },
    { kind: "protocol", detail: "x" },
    { kind: "too_large", limitBytes: 1 },
  ])("gives up after %j", (fault) => {
    expect(delay(fault)).toBeUndefined();
  });

  it("waits as long as the server asks, unless that is too long", () => {
    expect(delay({ kind: "http", status: 502, text: undefined, retryAfterMs: 2_000 })).toBe(2_000);
    expect(delay({ kind: "http", status: 502, text: undefined, retryAfterMs: 60_000 })).toBeUndefined();
  });

  it("spreads the tries of streams that failed together", () => {
    const error = new UpstreamError({ kind: "connection", code: "ECONNRESET" });
    expect(findRetryDelayMs(error, 0, 0)).toBe(75);
    expect(findRetryDelayMs(error, 0, 1)).toBe(225);
  });
});
