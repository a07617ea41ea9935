import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { colourTokens } from "./tokens.ts";

const uiDir = join(import.meta.dirname, "..");

/** What shows nothing of its own, or is a whole page that the visual tests look at where it is served. */
const shownElsewhere = [
  "live-region.tsx",
  "open-at-end.tsx",
  "shares/shared-conversation.tsx",
  "markdown/rendered-markdown.tsx",
  "markdown/server-markdown.tsx",
];

describe("the page of the design system", () => {
  it("shows every colour of the stylesheets", () => {
    const styles = ["../../styles/tokens.css", "../markdown/markdown.css"].map((path) =>
      readFileSync(join(import.meta.dirname, path), "utf8"),
    );
    const written = styles.flatMap((css) => [...css.matchAll(/^ {2}(--[a-z-]+): (?:light-dark|var)\(/gm)]);

    expect(colourTokens.map(({ name }) => name).sort()).toEqual(
      [...new Set(written.map(([, name]) => name))].sort(),
    );
  });

  it("shows every component", () => {
    const shown = findImported(join(import.meta.dirname, "design-page.tsx"));
    const components = readdirSync(uiDir, { recursive: true, encoding: "utf8" }).filter(
      (path) => path.endsWith(".tsx") && !path.includes(".test.") && !path.startsWith("design-system"),
    );
    // Markdown loads its renderer, and that what it holds, when there is something to show.
    const rendered = findImported(join(uiDir, "markdown/rendered-markdown.tsx"));
    const unseen = components.filter((path) => !shown.has(path) && !rendered.has(path));

    expect(components.length).toBeGreaterThan(40);
    expect(unseen.filter((path) => !shownElsewhere.includes(path))).toEqual([]);
  });
});

/** The files of the interface that a file needs, itself included, relative to the room. */
function findImported(file: string, found = new Set<string>()): Set<string> {
  const path = relative(uiDir, file);
  if (found.has(path)) return found;
  found.add(path);
  for (const [, target = ""] of readFileSync(file, "utf8").matchAll(
    /(?:from|import\()\s*"(\.{1,2}\/[^"]+\.tsx)"/g,
  )) {
    findImported(join(dirname(file), target), found);
  }
  return found;
}
