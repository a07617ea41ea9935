import type { MarkdownBlock } from "./parser/parse-markdown.ts";

/** Below the page's own first level. */
const firstLevel = 2;

/**
 * The level in the page of each heading, by the offset of its block: a text begins at the second level and goes down
 * by one at a time, whatever depths its author chose. A heading depends on those before it only.
 */
export function findHeadingLevels(blocks: readonly MarkdownBlock[]): ReadonlyMap<number, number> {
  const open: number[] = [];
  const levels = new Map<number, number>();
  for (const { offset, token } of blocks) {
    if (token.type !== "heading") continue;
    while ((open.at(-1) ?? 0) >= token.depth) open.pop();
    open.push(token.depth);
    levels.set(offset, Math.min(6, firstLevel - 1 + open.length));
  }
  return levels;
}
