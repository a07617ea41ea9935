import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";
import { boundedWork } from "./all-work.ts";
import { exempt } from "./exempt.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** Where text from outside is met. */
const folders = [
  "app/core",
  "app/gateway",
  "app/http",
  "app/i18n",
  "app/protocol",
  "app/routes",
  "app/ui/markdown",
  "db/stores",
  "db/freshness",
];

const sources = folders
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((file) => join(folder, String(file))),
  )
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path));

/** Parsers of others, and what a pattern repeats without an end: where work can grow faster than its input. */
function findsParser(path: string): boolean {
  const text = readFileSync(join(root, path), "utf8");
  if (/JSON\.parse\(|new RegExp\(|from "(?:marked|temml|highlight\.js|remend)/.test(text)) return true;
  // A cheap look first: only few files hold a pattern at all.
  if (!/\/[^/\n]+[*+][^/\n]*\/[a-z]*\b/.test(text)) return false;
  let isFound = false;
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node) && /[^\\][*+]|\{\d+,\}/.test(node.text)) isFound = true;
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false));
  return isFound;
}

it("has an entry in the list for every file with a parser or an open-ended pattern, or a reason for none", () => {
  const listed = new Set([...boundedWork.flatMap(({ covers }) => covers), ...Object.keys(exempt)]);
  expect(sources.length).toBeGreaterThan(100);
  expect(sources.filter((path) => findsParser(path) && !listed.has(path))).toEqual([]);
});

it("lists only files that are there", () => {
  const listed = [...boundedWork.flatMap(({ covers }) => covers), ...Object.keys(exempt)];
  expect(listed.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
