import { describe, expect, it } from "vitest";
import { chooseLanguage } from "./languages.ts";
import { languageOfRequest } from "./request-texts.server.ts";

describe("the language of a page", () => {
  it.each([
    [undefined, "de-AT,de;q=0.9,en;q=0.8", "de"],
    [undefined, "it, fr;q=0.5, es;q=0.7", "es"],
    [undefined, "zh-Hant-TW", "zh"],
    [undefined, "de;q=0, fr", "fr"],
    [undefined, "tlh, *;q=0.1", "en"],
    [undefined, null, "en"],
    ["ar", "de", "ar"],
  ] as const)("chosen %o, accepted %o: %s", (chosen, accepted, language) => {
    expect(chooseLanguage(chosen, accepted)).toBe(language);
  });

  it("is read from the cookie before the header", () => {
    const headers = new Headers({ Cookie: "theme=dark; language=fr", "Accept-Language": "de" });
    expect(languageOfRequest({ headers })).toBe("fr");
  });
});
