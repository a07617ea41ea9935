import { compileMessage } from "@lingui/message-utils/compileMessage";
import type { Plugin } from "vite";

const catalogue = /\/app\/i18n\/catalogues\/\w+\.json$/;

/** Compiles the catalogues while building, so that no parser of ICU messages goes to the browser. */
export function compileCatalogues(): Plugin {
  return {
    name: "compile-catalogues",
    enforce: "pre",
    transform: (code, id) => (catalogue.test(id) ? { code: compileCatalogue(code), map: null } : undefined),
  };
}

function compileCatalogue(json: string): string {
  const texts: unknown = JSON.parse(json);
  if (typeof texts !== "object" || texts === null) throw new TypeError("a catalogue is an object of texts");
  const compiled = Object.entries(texts).map(([id, text]) => [id, compileMessage(String(text))]);
  return JSON.stringify(Object.fromEntries(compiled));
}
