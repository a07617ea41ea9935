import { readLastLine, trimOpenMarker } from "./last-line.ts";
import { parseMarkdown, type ParsedMarkdown, type ParseOptions } from "./parser/parse-markdown.ts";
import { splitRow } from "./parser/table-rows.ts";
import type { BlockToken } from "./parser/tokens.ts";

interface OpenEnd extends ParsedMarkdown {
  /** The structure depends on more than what was written. */
  readonly isCompleted: boolean;
}

/**
 * Reads the growing end of a text for show: markers without content are left out, the head of a table is one before its
 * second line is there, and what is open within a line is closed.
 */
export function parseOpenEnd(source: string, options: ParseOptions): OpenEnd {
  const parse = (text: string): ParsedMarkdown => parseMarkdown(text, { ...options, isGrowing: true });
  const written = parse(source);
  const leaf = findLastLeaf(written.blocks.at(-1)?.token);
  if (leaf?.type === "code" || leaf?.type === "math" || leaf?.type === "html") {
    return { ...written, isCompleted: false };
  }
  const content = trimOpenMarker(source);
  const shown = content === source ? written : parse(content);
  const delimiter = findMissingDelimiter(content, shown.blocks.at(-1)?.token);
  if (delimiter === undefined) return { ...shown, isCompleted: false };
  return { ...parse(`${content.replace(/\n$/, "")}\n${delimiter}`), isCompleted: true };
}

function findLastLeaf(token: BlockToken | undefined): BlockToken | undefined {
  const last = token?.type === "list" ? token.items.at(-1) : token;
  if (last === undefined || !("blocks" in last)) return token;
  return findLastLeaf(last.blocks.at(-1)) ?? token;
}

/** For a table of which only the head is there: the delimiter row that makes it a table. */
function findMissingDelimiter(source: string, last: BlockToken | undefined): string | undefined {
  const row = readLastLine(source.replace(/\n$/, ""));
  if (last?.type !== "paragraph" || !/^ {0,3}\|/.test(row) || !/[^\s|:-]/.test(row)) return undefined;
  return `|${"---|".repeat(splitRow(row).length)}`;
}
