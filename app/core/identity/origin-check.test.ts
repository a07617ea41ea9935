import { describe, expect, it } from "vitest";
import { createOriginCheck, type OriginFacts } from "./origin-check.ts";

function isOwnOrigin(request: Partial<OriginFacts>, publicUrl?: string) {
  return createOriginCheck({ publicUrl }).isOwnOrigin({
    origin: undefined,
    host: "chat.example",
    peerTrusted: false,
    ...request,
  });
}

describe("without PUBLIC_URL", () => {
  it("lets a program without Origin pass", () => {
    expect(isOwnOrigin({})).toBe(true);
  });

  it.each([
    ["https://chat.example", "chat.example"],
    ["https://chat.example", "chat.example:443"],
    ["http://chat.example:80", "CHAT.example"],
    ["http://127.0.0.1:3000", "127.0.0.1:3000"],
    ["http://[::1]:3000", "[::1]:3000"],
  ])("takes the origin %s for its own at host %s", (origin, host) => {
    expect(isOwnOrigin({ origin, host })).toBe(true);
  });

  it.each([
    ["https://evil.example", "chat.example"],
    ["http://localhost:3001", "localhost:3000"],
    ["http://localhost:3000", "127.0.0.1:3000"],
    ["https://chat.example.evil.example", "chat.example"],
    ["https://evil@chat.example", "chat.example"],
    ["https://chat.example/path", "chat.example"],
    ["chrome-extension://chat.example", "chat.example"],
    ["chat.example", "chat.example"],
    ["null", "null"],
    ["null", "chat.example"],
    ["", "chat.example"],
    ["https://", ""],
    ["https://chat.example", undefined],
    ["https://chat.example, https://chat.example", "chat.example"],
  ])("refuses the origin %j at host %j", (origin, host) => {
    expect(isOwnOrigin({ origin, host })).toBe(false);
  });

  it("believes X-Forwarded-Host from a trusted peer only", () => {
    const request = { origin: "https://chat.example", host: "10.0.0.7:3000", forwardedHost: "chat.example" };
    expect(isOwnOrigin({ ...request, peerTrusted: true })).toBe(true);
    expect(isOwnOrigin({ ...request, peerTrusted: false })).toBe(false);
  });

  it("takes the first of several forwarded hosts", () => {
    const request = {
      host: "10.0.0.7:3000",
      forwardedHost: "chat.example, inner.example",
      peerTrusted: true,
    };
    expect(isOwnOrigin({ ...request, origin: "https://chat.example" })).toBe(true);
    expect(isOwnOrigin({ ...request, origin: "https://inner.example" })).toBe(false);
  });
});

describe("with PUBLIC_URL", () => {
  const publicUrl = "https://chat.example";

  it("takes exactly that origin", () => {
    expect(isOwnOrigin({ origin: "https://chat.example", host: "10.0.0.7:3000" }, publicUrl)).toBe(true);
    expect(isOwnOrigin({ origin: undefined, host: "10.0.0.7:3000" }, publicUrl)).toBe(true);
  });

  it.each(["http://chat.example", "https://chat.example:8443", "https://other.example", "null", ""])(
    "refuses %j even when the Host says the same",
    (origin) => {
      expect(isOwnOrigin({ origin, host: origin.replace(/^https?:\/\//, "") }, publicUrl)).toBe(false);
    },
  );
});
