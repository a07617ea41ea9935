import type { Links, Token, Tokens } from "marked";
import remend, { type RemendOptions } from "remend";
import { endsInMarker, isItemNumber, readLastLine } from "./last-line.ts";
import { isBlockToken, isInlineToken, type MarkdownLexer } from "./lexer.ts";
import { isFootnote } from "./syntax/footnotes.ts";
import { findOpenMath, isMathToken, maskMath } from "./syntax/math.ts";
import { reuseTokens } from "./token-reuse.ts";

/** A task's box that is not followed by its words yet. */
const TASK_LINE = /^([ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+)\[(?:[ xX]\]?)?[ \t]*$/;

/** Block structure, raw HTML (shown as text) and characters that merely look like markup are not its business. */
const REMEND_OPTIONS: RemendOptions = {
  linkMode: "text-only",
  comparisonOperators: false,
  htmlTags: false,
  katex: false,
  setextHeadings: false,
  singleTilde: false,
};

/**
 * The tokens to show for the growing end of a text: markers without content are left out, open emphasis, code
 * spans, links and table heads are closed. `tokens` is the lexed `source`; it is not changed.
 */
export function mendHalfOpen(lexer: MarkdownLexer, tokens: Token[], source: string, links: Links): Token[] {
  let shown = tokens;
  const leaf = findLastLeaf(tokens);
  if (leaf?.type !== "code" && leaf?.type !== "mathBlock") {
    const content = trimMarkers(source, tokens);
    const lexAgain = (text: string): Token[] => reuseTokens(tokens, lexer.lexBlocks(text, links));
    if (content !== source) shown = lexAgain(content);
    const delimiter = findMissingDelimiter(content, shown);
    if (delimiter !== undefined) shown = lexAgain(`${content.replace(/\n$/, "")}\n${delimiter}`);
  }
  return mendLast(shown, (text) => mendInline(lexer, text, links));
}

function findLastLeaf(tokens: readonly Token[]): Token | undefined {
  const token = tokens.findLast((candidate) => candidate.type !== "space");
  if (token !== undefined && isFootnote(token)) return findLastLeaf(token.tokens) ?? token;
  if (token === undefined || !isBlockToken(token)) return token;
  if (token.type === "list") return findLastLeaf(token.items);
  if (token.type === "list_item" || token.type === "blockquote") return findLastLeaf(token.tokens) ?? token;
  return token;
}

function trimMarkers(source: string, tokens: readonly Token[]): string {
  const line = readLastLine(source);
  const before = source.slice(0, source.length - line.length);
  if (endsInMarker(source) || (isItemNumber(line) && endsInListAndText(tokens))) return before;
  return before + line.replace(TASK_LINE, "$1");
}

function endsInListAndText(tokens: readonly Token[]): boolean {
  const [before, last] = tokens.filter((token) => token.type !== "space").slice(-2);
  return before?.type === "list" && last?.type === "paragraph";
}

/** For a table of which only the head is there: the delimiter row that makes it a table. */
function findMissingDelimiter(source: string, tokens: readonly Token[]): string | undefined {
  const row = readLastLine(source.replace(/\n$/, ""));
  const isParagraph = tokens.findLast((token) => token.type !== "space")?.type === "paragraph";
  if (!isParagraph || !/^ {0,3}\|/.test(row) || !/[^\s|:-]/.test(row)) return undefined;
  const cells = row
    .trim()
    .replace(/^\||\|$/g, "")
    .split(/(?<!\\)\|/);
  return `|${"---|".repeat(cells.length)}`;
}

type MendInline = (text: string) => Token[];

/** Copies the way down to the last leaf, so that tokens kept for the next step stay as they were lexed. */
function mendLast(tokens: readonly Token[], mend: MendInline): Token[] {
  const index = tokens.findLastIndex((token) => token.type !== "space");
  const last = tokens[index];
  return last === undefined ? [...tokens] : tokens.with(index, mendToken(last, mend));
}

function mendToken(token: Token, mend: MendInline): Token {
  if (isFootnote(token)) return { ...token, tokens: mendLast(token.tokens, mend) };
  if (isMathToken(token)) return token.isOpen ? { ...token, isGrowing: true } : token;
  if (!isBlockToken(token)) return token;
  const { type } = token;
  if (type === "list") return { ...token, items: mendItems(token.items, mend) };
  if (type === "list_item" || type === "blockquote")
    return { ...token, tokens: mendLast(token.tokens, mend) };
  if (type === "paragraph" || type === "heading" || type === "text") {
    return { ...token, tokens: mendText(token.text, token.tokens, mend) };
  }
  if (type === "table") return mendTable(token, mend);
  return type === "code" ? { ...token, text: trimClosingFence(token) } : token;
}

function mendItems(items: readonly Tokens.ListItem[], mend: MendInline): Tokens.ListItem[] {
  return items.map((item, index) =>
    index === items.length - 1 ? { ...item, tokens: mendLast(item.tokens, mend) } : item,
  );
}

/** In a loose task item marked puts the box among the paragraph's inline tokens; it is kept as it is. */
function mendText(text: string, tokens: readonly Token[] | undefined, mend: MendInline): Token[] {
  const box = tokens?.[0]?.type === "checkbox" ? tokens[0] : undefined;
  return box === undefined ? mend(text) : [box, ...mend(text.slice(box.raw.length))];
}

function mendTable(table: Tokens.Table, mend: MendInline): Tokens.Table {
  const row = table.rows.at(-1);
  if (row === undefined) return { ...table, header: mendRow(table.header, mend) };
  return { ...table, rows: table.rows.with(-1, mendRow(row, mend)) };
}

function mendRow(cells: readonly Tokens.TableCell[], mend: MendInline): Tokens.TableCell[] {
  const index = cells.findLastIndex((cell) => cell.text !== "");
  const cell = cells[index];
  return cell === undefined ? [...cells] : cells.with(index, { ...cell, tokens: mend(cell.text) });
}

/** Leaves out the first backticks of a closing fence that is still being written. */
function trimClosingFence(token: Tokens.Code): string {
  const fence = /^ {0,3}(`{3,}|~{3,})/.exec(token.raw)?.[1];
  const isClosed = fence === undefined || readLastLine(token.raw.trimEnd()).trim().startsWith(fence);
  return isClosed ? token.text : token.text.replace(/(?:^|\n) {0,3}(?:`+|~+)$/, "");
}

/** remend is quadratic in the number of its delimiters; an open end this long is not worth completing. */
const MAX_MENDED_LENGTH = 4000;

function mendInline(lexer: MarkdownLexer, text: string, links: Links): Token[] {
  if (text.length > MAX_MENDED_LENGTH) return trimStrayMarkers(lexer.lexInline(text, links));
  const open = findOpenMath(text);
  const before = open ? text.slice(0, open.start) : trimOpenReference(text);
  const tokens = trimStrayMarkers(lexer.lexInline(mendMarks(before), links));
  return open && open.token.text !== "" ? [...tokens, open.token] : tokens;
}

/** The first half of a footnote's mark would be taken for the text of a link. */
function trimOpenReference(text: string): string {
  const isInCode = (text.match(/`/g)?.length ?? 0) % 2 === 1;
  return isInCode ? text : text.replace(/\[\^[\w-]{0,40}$/, "");
}

/** remend knows no math: what it appends for a mark within TeX is taken back. */
function mendMarks(text: string): string {
  const masked = maskMath(text);
  const mended = remend(masked, REMEND_OPTIONS);
  if (mended.startsWith(masked)) return text + mended.slice(masked.length);
  return masked === text ? mended : remend(text, REMEND_OPTIONS);
}

/** Delimiters that are still plain text at the very end are about to open something. */
function trimStrayMarkers(tokens: readonly Token[]): Token[] {
  const last = tokens.at(-1);
  if (last === undefined || !isInlineToken(last)) return [...tokens];
  if (last.type === "text") {
    const text = last.text.replace(/(?:(?<![*_~`])[*_~`]+|!?\[|\\)$/, "");
    return tokens.with(-1, { ...last, text });
  }
  if (last.type === "image" && last.text === "") return tokens.slice(0, -1);
  if (last.type === "strong" || last.type === "em" || last.type === "del" || last.type === "link") {
    return tokens.with(-1, { ...last, tokens: trimStrayMarkers(last.tokens) });
  }
  return [...tokens];
}
