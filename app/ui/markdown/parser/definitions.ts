import type { Budget } from "./budget.ts";
import { findDefinition } from "./link-parts.ts";
import type { OpenBlock } from "./open-block.ts";
import type { LinkTarget } from "./tokens.ts";

/**
 * Takes the definitions of reference links out of the paragraphs that begin with them, and puts them into `targets`,
 * where the first of a name counts.
 */
export function takeDefinitions(block: OpenBlock, targets: Map<string, LinkTarget>, budget: Budget): void {
  for (const child of block.children) {
    const { kind } = child;
    const isText = kind.type === "paragraph" || (kind.type === "heading" && kind.isUnderlined);
    if (isText) takeFromParagraph(child, targets, budget);
    else takeDefinitions(child, targets, budget);
  }
}

function takeFromParagraph(paragraph: OpenBlock, targets: Map<string, LinkTarget>, budget: Budget): void {
  if (!paragraph.lines[0]?.startsWith("[")) return;
  const text = `${paragraph.lines.join("\n")}\n`;
  let at = 0;
  for (let found = findDefinition(text, at); found; found = findDefinition(text, at)) {
    const { label, href, title, end } = found;
    budget.pieces -= 1;
    if (!targets.has(label)) targets.set(label, { href, title });
    at = end;
  }
  if (at === 0) return;
  const rest = text.slice(at, -1);
  paragraph.lines.length = 0;
  if (rest !== "") for (const line of rest.split("\n")) paragraph.lines.push(line);
}
