import type { LanguageFn } from "highlight.js";

interface Language {
  readonly id: string;
  /** The name that is shown above the code. */
  readonly title: string;
  /** Languages that occur inside this one. */
  readonly embeds: readonly string[];
  load(): Promise<{ default: LanguageFn }>;
}

type Load = Language["load"];

function define(id: string, title: string, load: Load, embeds: readonly string[] = []): [string, Language] {
  return [id, { id, title, load, embeds }];
}

/** Each grammar is a chunk of its own (0.3 to 4.3 KB gzip), fetched when such code is first seen. */
const LANGUAGES: ReadonlyMap<string, Language> = new Map([
  define("bash", "Shell", () => import("highlight.js/lib/languages/bash")),
  define("c", "C", () => import("highlight.js/lib/languages/c")),
  define("cpp", "C++", () => import("highlight.js/lib/languages/cpp")),
  define("csharp", "C#", () => import("highlight.js/lib/languages/csharp")),
  define("css", "CSS", () => import("highlight.js/lib/languages/css")),
  define("diff", "Diff", () => import("highlight.js/lib/languages/diff")),
  define("dockerfile", "Dockerfile", () => import("highlight.js/lib/languages/dockerfile"), ["bash"]),
  define("go", "Go", () => import("highlight.js/lib/languages/go")),
  define("ini", "TOML", () => import("highlight.js/lib/languages/ini")),
  define("java", "Java", () => import("highlight.js/lib/languages/java")),
  define("javascript", "JavaScript", () => import("highlight.js/lib/languages/javascript"), ["xml", "css"]),
  define("json", "JSON", () => import("highlight.js/lib/languages/json")),
  define("kotlin", "Kotlin", () => import("highlight.js/lib/languages/kotlin")),
  define("lua", "Lua", () => import("highlight.js/lib/languages/lua")),
  define("makefile", "Makefile", () => import("highlight.js/lib/languages/makefile")),
  define("markdown", "Markdown", () => import("highlight.js/lib/languages/markdown"), ["xml"]),
  define("php", "PHP", () => import("highlight.js/lib/languages/php")),
  define("powershell", "PowerShell", () => import("highlight.js/lib/languages/powershell")),
  define("python", "Python", () => import("highlight.js/lib/languages/python")),
  define("r", "R", () => import("highlight.js/lib/languages/r")),
  define("ruby", "Ruby", () => import("highlight.js/lib/languages/ruby")),
  define("rust", "Rust", () => import("highlight.js/lib/languages/rust")),
  define("scala", "Scala", () => import("highlight.js/lib/languages/scala")),
  define("sql", "SQL", () => import("highlight.js/lib/languages/sql")),
  define("swift", "Swift", () => import("highlight.js/lib/languages/swift")),
  define("typescript", "TypeScript", () => import("highlight.js/lib/languages/typescript"), ["xml", "css"]),
  define("xml", "HTML", () => import("highlight.js/lib/languages/xml"), ["javascript", "css"]),
  define("yaml", "YAML", () => import("highlight.js/lib/languages/yaml")),
]);

const ALIASES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    bash: "sh shell zsh console shellsession",
    c: "h",
    cpp: "c++ cc cxx hpp",
    csharp: "cs c#",
    diff: "patch",
    dockerfile: "docker",
    go: "golang",
    ini: "toml conf cfg",
    javascript: "js jsx mjs cjs node",
    json: "jsonc json5 jsonl",
    kotlin: "kt kts",
    makefile: "make mk",
    markdown: "md mdx",
    powershell: "ps1 pwsh",
    python: "py python3 ipython pycon",
    ruby: "rb",
    rust: "rs",
    sql: "postgresql postgres pgsql mysql sqlite",
    typescript: "ts tsx mts cts",
    xml: "html xhtml svg vue svelte rss",
    yaml: "yml",
  }).flatMap(([id, names]) => names.split(" ").map((name): [string, string] => [name, id])),
);

/** The language that a fence's info string names, if it is one of ours: ```` ```tsx {1,3} ```` is TypeScript. */
export function findLanguage(info: string): Language | undefined {
  const name = parseLanguageName(info).toLowerCase();
  return LANGUAGES.get(ALIASES.get(name) ?? name);
}

/** The first word of an info string, without the decoration that some dialects put around it. */
export function parseLanguageName(info: string): string {
  return /^\{?\.?(?:language-)?([^\s{}:,]*)/.exec(info.trim())?.[1] ?? "";
}
