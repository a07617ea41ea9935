import { createContext } from "react";
import { readPlainText } from "./parser/tree.ts";
import type { MarkdownBlock } from "./parser/parse-markdown.ts";
import type { BlockToken, FootnoteToken, InlineToken } from "./parser/tokens.ts";

/** What the parts of one text must know of each other. */
export interface DocumentParts {
  /** Keeps the ids of this text apart from those of all others in the page. */
  readonly prefix: string;
  /** The note that counts for each label: the first. */
  readonly notes: ReadonlyMap<string, FootnoteToken>;
  /** How many marks each label has. */
  readonly marks: ReadonlyMap<string, number>;
  /** Which of its label's marks each mark is, counted from 0. */
  readonly places: ReadonlyMap<InlineToken, number>;
  /** The names by which addresses within the text lead to its headings; empty where there are no such addresses. */
  readonly names: ReadonlyMap<BlockToken, string>;
  readonly anchors: ReadonlySet<string>;
  /** The notes stand at the end of a text: a numbered mark counts before they have come. */
  readonly isGrowing: boolean;
}

export const DocumentContext = createContext<DocumentParts>({
  prefix: "",
  notes: new Map(),
  marks: new Map(),
  places: new Map(),
  names: new Map(),
  anchors: new Set(),
  isGrowing: false,
});

/** Looks through a text for its notes and for the headings that it links to; most texts have neither. */
export function findParts(
  blocks: readonly MarkdownBlock[],
  source: string,
): Omit<DocumentParts, "prefix" | "isGrowing"> {
  const tokens = blocks.map(({ token }) => token);
  const notes = new Map<string, FootnoteToken>();
  const marks = new Map<string, number>();
  const places = new Map<InlineToken, number>();
  if (source.includes("[^")) {
    walkBlocks(tokens, (token) => {
      if (token.type === "footnote" && !notes.has(token.label)) notes.set(token.label, token);
    });
    walkInlines(tokens, (token) => {
      if (token.type !== "footnoteMark") return;
      const place = marks.get(token.label) ?? 0;
      places.set(token, place);
      marks.set(token.label, place + 1);
    });
  }
  const names = source.includes("](#") ? nameHeadings(tokens) : new Map<BlockToken, string>();
  return { notes, marks, places, names, anchors: new Set(names.values()) };
}

function nameHeadings(blocks: readonly BlockToken[]): Map<BlockToken, string> {
  const names = new Map<BlockToken, string>();
  const counts = new Map<string, number>();
  for (const block of blocks) {
    if (block.type !== "heading") continue;
    const name = nameOf(readPlainText(block.tokens));
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    names.set(block, count === 0 ? name : `${name}-${count}`);
  }
  return names;
}

/** The name of a heading in addresses, as GitHub makes it. */
function nameOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, "")
    .replaceAll(" ", "-");
}

function walkBlocks(blocks: readonly BlockToken[], visit: (token: BlockToken) => void): void {
  for (const block of blocks) {
    visit(block);
    if (block.type === "list") block.items.forEach((item) => walkBlocks(item.blocks, visit));
    else if ("blocks" in block) walkBlocks(block.blocks, visit);
  }
}

function walkInlines(blocks: readonly BlockToken[], visit: (token: InlineToken) => void): void {
  const walk = (tokens: readonly InlineToken[]): void => {
    for (const token of tokens) {
      visit(token);
      if ("tokens" in token) walk(token.tokens);
    }
  };
  walkBlocks(blocks, (block) => {
    if ("tokens" in block) walk(block.tokens);
    else if (block.type === "details") walk(block.summary);
    else if (block.type === "table")
      [block.header, ...block.rows].flat().forEach((cell) => walk(cell.tokens));
  });
}
