import { readFileSync } from "node:fs";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import { describe, expect, it } from "vitest";
import { errorTable } from "#app/protocol/errors.ts";
import { languages, type Language } from "./languages.ts";
import { createTexts } from "./texts.ts";

function readCatalogue(code: Language): Record<string, string> {
  const file = new URL(`catalogues/${code}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
}

/** The placeholders and tags of a text, each once. */
function holesOf(text: string): string[] {
  const holes = new Set<string>();
  function visit(part: unknown): void {
    if (typeof part === "string") for (const [tag] of part.matchAll(/<\/?\w+>/g)) holes.add(tag);
    if (!Array.isArray(part)) return;
    const [name, type, branches] = part;
    holes.add(type === undefined ? `{${name}}` : `{${name}, ${type}}`);
    for (const branch of Object.values(typeof branches === "object" && branches ? branches : {})) {
      for (const inner of Array.isArray(branch) ? branch : [branch]) visit(inner);
    }
  }
  for (const part of compileMessage(text)) visit(part);
  return [...holes].filter((hole) => hole !== "{#}").sort();
}

const english = readCatalogue("en");
const names = (holes: string[]) => [...new Set(holes.map((hole) => hole.replace(/,.*\}/, "}")))];

describe.each(languages)("the catalogue of $name", ({ code }) => {
  const catalogue = readCatalogue(code);

  it("has every text of the English one, and no other", () => {
    expect(Object.keys(catalogue).sort()).toEqual(Object.keys(english).sort());
    expect(Object.entries(catalogue).filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  it("has the same placeholders and tags in each", () => {
    for (const [id, text] of Object.entries(catalogue)) {
      expect(names(holesOf(text)), id).toEqual(names(holesOf(english[id] ?? "")));
    }
  });

  it("has words for every error code", () => {
    for (const errorCode of Object.keys(errorTable)) expect(catalogue).toHaveProperty([`error.${errorCode}`]);
  });
});

describe("texts", () => {
  it("count as their language does", () => {
    const arabic = createTexts("ar", readCatalogue("ar")).setMessagesCompiler(compileMessage);
    expect(arabic._("composer.charactersLeft", { count: 2 })).toBe("بقي حرفان");
    expect(arabic._("composer.charactersLeft", { count: 12 })).toBe("بقي 12 حرفًا");
  });
});
