import { describe, expect, it } from "vitest";
import { defaultPreferences } from "#app/ui/preferences.ts";
import { formatPreference, parsePreferences } from "./cookies.ts";

describe("preferences", () => {
  it("come back from the cookies that they were kept in", () => {
    const kept = { theme: "contrast", textSize: "larger", density: "compact", sendKey: "modifier" } as const;
    const cookies = [
      formatPreference("theme", kept.theme),
      formatPreference("textSize", kept.textSize),
      formatPreference("density", kept.density),
      formatPreference("sendKey", kept.sendKey),
      formatPreference("timeZone", "Europe/Berlin"),
    ];
    const header = cookies.map((cookie) => cookie.split(";")[0]).join("; ");
    expect(parsePreferences(header)).toEqual({ ...kept, timeZone: "Europe/Berlin", model: "" });
  });

  it("are the defaults where a cookie is missing or says something unknown", () => {
    const defaults = { ...defaultPreferences, timeZone: "UTC", model: "" };
    expect(parsePreferences(null)).toEqual(defaults);
    expect(parsePreferences("theme=purple; density=1; time-zone=Mars%2FCrater; other=%")).toEqual(defaults);
  });

  it("are forgotten by an empty value", () => {
    expect(formatPreference("language", "")).toMatch(/^language=; Path=\/; Max-Age=0;/);
  });
});
