import { describe, expect, it } from "vitest";
import type { HostRules } from "#app/core/identity/host-check.ts";
import { createAdmission } from "./admission.ts";

const local: HostRules = { isLocalOnly: true, publicUrl: undefined };
const open: HostRules = { isLocalOnly: false, publicUrl: undefined };

function admit(rules: HostRules, host: string | undefined, url = "/c/1?q=2") {
  const rawHeaders = host === undefined ? [] : ["Host", host];
  const admission = createAdmission(rules)({ url, rawHeaders, headers: { host } });
  return "refusal" in admission ? admission.refusal : admission.path;
}

describe("a server that only this machine is meant to reach", () => {
  it.each([
    "localhost",
    "LOCALHOST:3000",
    "localhost.",
    "chat.localhost:3000",
    "127.0.0.1:3000",
    "127.1.2.3",
    "[::1]:3000",
  ])("serves the Host %s", (host) => {
    expect(admit(local, host)).toBe("/c/1?q=2");
  });

  it.each([
    "evil.example:3000",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "evillocalhost",
    "0.0.0.0:3000",
    "192.168.0.2:3000",
    "[::2]:3000",
    "",
    undefined,
  ])("does not answer a page that was rebound to this port: Host %s", (host) => {
    expect(admit(local, host)).toBe("forbidden_host");
  });

  it("also serves the host of PUBLIC_URL, with its port or without the default one", () => {
    const rules = { isLocalOnly: true, publicUrl: "https://chat.example" };
    expect(admit(rules, "chat.example")).toBe("/c/1?q=2");
    expect(admit(rules, "CHAT.example:443")).toBe("/c/1?q=2");
    expect(admit(rules, "chat.example:8443")).toBe("forbidden_host");
    expect(admit(rules, "other.example")).toBe("forbidden_host");
  });

  it("goes by the host of an absolute target", () => {
    expect(admit(local, "localhost", "http://evil.example/api")).toBe("forbidden_host");
    expect(admit(local, "localhost", "http://localhost:3000/api?q")).toBe("/api?q");
  });
});

describe("any server", () => {
  it.each(["chat.example", "10.0.0.1:80", "[fe80::1]:3000", "", undefined])("serves the Host %s", (host) => {
    expect(admit(open, host)).toBe("/c/1?q=2");
  });

  it.each([
    "127.0.0.1:99999",
    "a b",
    "localhost@evil.com",
    "evil.example@localhost",
    "localhost/x",
    "a:b:c",
    "[::1",
    "%",
    "a\\b",
    "x?y",
    "#",
  ])("refuses the malformed Host %s", (host) => {
    for (const rules of [open, local]) expect(admit(rules, host)).toBe("invalid_request");
  });

  it("refuses a repeated Host", () => {
    const rawHeaders = ["Host", "a.example", "host", "a.example"];
    const request = { url: "/", rawHeaders, headers: { host: "a.example" } };
    expect(createAdmission(open)(request)).toMatchObject({ refusal: "invalid_request" });
  });

  it.each([
    "*",
    "",
    "x",
    "example.org:443",
    "ftp://a/b",
    "http://",
    "http:///x",
    "http://a:99999/",
    "javascript:1",
  ])("refuses the request target %j", (url) => {
    expect(admit(open, "a.example", url)).toBe("invalid_request");
  });

  it.each([
    ["http://a.example", "/"],
    ["HTTPS://a.example:8443/x?y=1", "/x?y=1"],
    ["http://a.example?y", "/?y"],
  ])("serves the absolute target %s", (url, path) => {
    expect(admit(open, "b.example", url)).toBe(path);
  });
});
