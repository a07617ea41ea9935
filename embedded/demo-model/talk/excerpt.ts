import type { Section } from "./sections.ts";
import { termsOf } from "./terms.ts";

const maxLength = 1600;

/** What to quote of a section: all of a short one, else the paragraphs and table rows that bear on the query. */
export function excerptOf(section: Section, query: string): string {
  const text = withoutLocalLinks(section.text);
  if (text.length <= maxLength) return text;
  const terms = new Set(termsOf(query));
  const bears = (part: string) => termsOf(part).some((term) => terms.has(term));

  const chosen = splitBlocks(text)
    .filter(bears)
    .map((block) => (isTable(block) ? keepRows(block, bears) : block));
  const kept: string[] = [];
  let length = 0;
  for (const block of chosen.length > 0 ? chosen : splitBlocks(text)) {
    if (kept.length > 0 && length + block.length > maxLength) break;
    kept.push(block);
    length += block.length;
  }
  return kept.join("\n\n");
}

/** Paragraphs, tables and lists are apart by blank lines; a code fence stays whole. */
function splitBlocks(text: string): string[] {
  const blocks: string[] = [];
  for (const part of text.split(/\n\s*\n/)) {
    const last = blocks.at(-1);
    if (last !== undefined && hasOpenFence(last)) blocks[blocks.length - 1] = `${last}\n\n${part}`;
    else blocks.push(part);
  }
  return blocks;
}

function hasOpenFence(block: string): boolean {
  return (block.match(/^\s*(```|~~~)/gm) ?? []).length % 2 === 1;
}

function isTable(block: string): boolean {
  return /^\s*\|.*\n\s*\|[\s:|-]+\|/.test(block);
}

function keepRows(table: string, bears: (row: string) => boolean): string {
  const [header = "", rule = "", ...rows] = table.split("\n");
  return [header, rule, ...rows.filter(bears)].join("\n");
}

/** Links and images that point into the repository lead nowhere from a chat. */
function withoutLocalLinks(text: string): string {
  return text
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/\[([^\]]*)\]\((?!https?:)[^)]*\)/g, "$1")
    .trim();
}
