import { describe, expect, it } from "vitest";
import { findSafeUrl } from "./safe-url.ts";

describe("a safe URL", () => {
  it.each([
    ["https://example.org/a?b=c&d#e", true],
    ["http://example.org", true],
    ["HTTPS://EXAMPLE.ORG", true],
    ["//example.org/x", true],
    ["mailto:ops@example.org", false],
    ["tel:+4912345", false],
    ["/c/1", false],
    ["page.html?time=12:30", false],
    ["./a:b", false],
    ["#part", false],
    ["", false],
  ])("lets %s through", (source, isExternal) => {
    expect(findSafeUrl(source)).toEqual({ href: source, isExternal });
  });

  it.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "java\tscript:alert(1)",
    "\u0001javascript:alert(1)",
    "java\u200bscript:alert(1)",
    "java\u00adscript:alert(1)",
    "\ufeffjavascript:alert(1)",
    "javascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "javascript&#x3A;alert(1)",
    "java&Tab;script:alert(1)",
    "&#106;avascript:alert(1)",
    "&unknown;javascript:alert(1)",
    "javascript&unknowncolon;alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "blob:https://example.org/1",
    "file:///etc/passwd",
    "ftp://example.org",
    "view-source:https://example.org",
    "intent://x#Intent;end",
    "feed:javascript:alert(1)",
  ])("does not let %j through", (source) => {
    expect(findSafeUrl(source)).toBeUndefined();
  });

  it("decodes character references once and drops what is not seen", () => {
    expect(findSafeUrl("https://example.org/?a=1&amp;b=2\u200b")?.href).toBe("https://example.org/?a=1&b=2");
    expect(findSafeUrl("https://example.org/?a=&amp;lt;")?.href).toBe("https://example.org/?a=&lt;");
  });
});
