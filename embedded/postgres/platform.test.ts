import { describe, expect, it } from "vitest";
import { requirePlatform } from "./platform.ts";

describe("requirePlatform", () => {
  it.each([
    ["linux", "x64"],
    ["darwin", "arm64"],
  ])("takes %s on %s", (system, processor) => {
    expect(requirePlatform(system, processor)).toBe(`${system}-${processor}`);
  });

  it("tells people on Windows in one sentence what to do", () => {
    expect(() => requirePlatform("win32", "x64")).toThrow(
      /^The embedded PostgreSQL does not run on Windows: start .* WSL .* POSTGRES_PRIMARY_URL [^.]*\.$/,
    );
  });

  it("names the variable to set on other systems", () => {
    expect(() => requirePlatform("freebsd", "x64")).toThrow(
      "no embedded PostgreSQL for freebsd-x64. Set POSTGRES",
    );
  });
});
