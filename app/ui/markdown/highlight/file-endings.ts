import { findLanguage, parseLanguageName } from "./languages.ts";

/** Endings that are not the first name of their language in fences. */
const ENDINGS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    bash: "sh",
    csharp: "cs",
    ini: "toml",
    javascript: "js",
    kotlin: "kt",
    markdown: "md",
    mermaid: "mmd",
    powershell: "ps1",
    python: "py",
    ruby: "rb",
    rust: "rs",
    typescript: "ts",
    xml: "html",
  }),
);

/** `code.py` for a fence whose info string names Python; `code.txt` when the language is none that we know. */
export function fileNameOf(info: string): string {
  const name = parseLanguageName(info).toLowerCase();
  const id = findLanguage(info)?.id;
  if (id === "dockerfile" || id === "makefile") return id === "makefile" ? "Makefile" : "Dockerfile";
  // A short plain name, such as tsx, is an ending itself.
  const ending = /^(?:jsx|tsx|vue|svelte|svg|jsonc|mjs)$/.test(name) ? name : ENDINGS.get(id ?? name);
  return `code.${ending ?? id ?? "txt"}`;
}
