import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const listMarkdown = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));
const documents = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  ...listMarkdown("docs"),
  ...listMarkdown("manifests"),
  "app/protocol/PROTOCOL.md",
];

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll("`", "")
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}

describe("the documents", () => {
  it.each(documents)("links only to what is there: %s", (document) => {
    const links = [...read(document).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g)];
    const broken = links.filter(([, path = "", anchor]) => {
      const target = path === "" ? document : join(dirname(document), path);
      if (!existsSync(join(root, target))) return true;
      if (anchor === undefined) return false;
      const headings = [...read(target).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));
      return !headings.includes(anchor);
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });

  it("have an index of every decision", () => {
    const decisions = readdirSync(join(root, "docs/decisions")).filter((name) => /^\d{3}-.+\.md$/.test(name));
    const indexed = [...read("docs/decisions/README.md").matchAll(/^\| \[(\d{3})\]\((.+?)\)/gm)];
    expect(indexed.map(([, , file]) => file)).toEqual(decisions.sort());
    for (const [, number = "", file = ""] of indexed) {
      expect(file.startsWith(`${number}-`)).toBe(true);
      expect(read(`docs/decisions/${file}`)).toMatch(new RegExp(`^# ${number} `));
    }
  });
});
