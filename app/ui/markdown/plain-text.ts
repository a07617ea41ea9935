import { parseMarkdown } from "./parser/parse-markdown.ts";
import type { BlockToken, InlineToken, ItemToken, ListToken } from "./parser/tokens.ts";

/** What a person reads in Markdown, as plain lines: code, tables and lists keep their lines, links their addresses. */
export function toPlainText(markdown: string): string {
  const { blocks } = parseMarkdown(markdown.replaceAll("\r\n", "\n"));
  return formatBlocks(blocks.map(({ token }) => token)).join("\n\n");
}

function formatBlocks(tokens: readonly BlockToken[]): string[] {
  return tokens.map(formatBlock).filter((text) => text !== "");
}

function formatBlock(token: BlockToken): string {
  switch (token.type) {
    case "paragraph":
    case "heading":
      return formatInline(token.tokens);
    case "code":
    case "html":
      return token.text.trimEnd();
    case "math":
      return token.text;
    case "quote":
      return formatBlocks(token.blocks).join("\n");
    case "details":
      return [formatInline(token.summary), ...formatBlocks(token.blocks)].join("\n").trim();
    case "footnote":
      return `[${token.label}] ${formatBlocks(token.blocks).join("\n")}`;
    case "list":
      return token.items.map((item, index) => formatItem(item, bulletOf(token, index))).join("\n");
    case "table":
      return [token.header, ...token.rows]
        .map((cells) => cells.map((cell) => formatCell(cell.tokens)).join("\t"))
        .join("\n");
    case "rule":
      return "⸻";
    case "source":
      return token.raw.trim();
  }
}

/** A row is one line: what breaks a line in a cell is a space here. */
function formatCell(tokens: readonly InlineToken[]): string {
  return formatInline(tokens).replaceAll("\n", " ");
}

function bulletOf({ isOrdered, start }: ListToken, index: number): string {
  return isOrdered ? `${start + index}. ` : "• ";
}

function formatItem(item: ItemToken, bullet: string): string {
  const mark = item.isDone === undefined ? "" : item.isDone ? "☑ " : "☐ ";
  const lines = (mark + formatBlocks(item.blocks).join("\n")).split("\n");
  return lines.map((line, index) => (index === 0 ? bullet : "  ") + line).join("\n");
}

function formatInline(tokens: readonly InlineToken[]): string {
  return tokens.map(formatInlineToken).join("");
}

function formatInlineToken(token: InlineToken): string {
  switch (token.type) {
    case "text":
    case "code":
    case "html":
    case "math":
      return token.text;
    case "strong":
    case "em":
    case "del":
    case "element":
      return formatInline(token.tokens);
    case "link": {
      const label = formatInline(token.tokens);
      return token.isBare || label === token.href ? label : `${label} (${token.href})`;
    }
    case "image":
      return `${token.text} (${token.href})`.trim();
    case "break":
      return "\n";
    case "footnoteMark":
      return `[${token.label}]`;
  }
}
