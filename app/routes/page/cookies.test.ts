import { describe, expect, it } from "vitest";
import { formatPreference, parsePreferences } from "./cookies.ts";

describe("preferences", () => {
  it("come back from the cookies that they were kept in", () => {
    const cookies = [formatPreference("theme", "dark"), formatPreference("time-zone", "Europe/Berlin")];
    const header = cookies.map((cookie) => cookie.split(";")[0]).join("; ");
    expect(parsePreferences(header)).toEqual({ theme: "dark", timeZone: "Europe/Berlin" });
  });

  it("are the defaults where a cookie is missing or says something unknown", () => {
    const defaults = { theme: "system", timeZone: "UTC" };
    expect(parsePreferences(null)).toEqual(defaults);
    expect(parsePreferences("theme=purple; time-zone=Mars%2FCrater; other=%")).toEqual(defaults);
  });
});
