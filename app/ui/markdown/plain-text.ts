import type { Token, Tokens } from "marked";
import { decodeEntities } from "./entities.ts";
import { createMarkdownLexer, isBlockToken, isInlineToken } from "./lexer.ts";
import { isFootnote, isFootnoteReference } from "./syntax/footnotes.ts";
import { isMathToken } from "./syntax/math.ts";

/** What a person reads in Markdown, as plain lines: code, tables and lists keep their lines, links their addresses. */
export function toPlainText(markdown: string): string {
  const tokens = createMarkdownLexer().lexBlocks(markdown.replaceAll("\r\n", "\n"), {});
  return formatBlocks(tokens).join("\n\n");
}

function formatBlocks(tokens: readonly Token[]): string[] {
  return tokens.map(formatBlock).filter((text) => text !== "");
}

function formatBlock(token: Token): string {
  if (isMathToken(token)) return token.text;
  if (isFootnote(token)) return `[${token.label}] ${formatBlocks(token.tokens).join("\n")}`;
  if (!isBlockToken(token)) return token.raw.trim();
  switch (token.type) {
    case "paragraph":
    case "heading":
      return formatInline(token.tokens);
    case "text":
      return token.tokens ? formatInline(token.tokens) : decodeEntities(token.text);
    case "code":
    case "html":
      return token.text.trimEnd();
    case "blockquote":
      return formatBlocks(token.tokens).join("\n");
    case "list":
      return token.items.map((item, index) => formatItem(item, bulletOf(token, index))).join("\n");
    case "list_item":
      return formatItem(token, "• ");
    case "table":
      return [token.header, ...token.rows]
        .map((cells) => cells.map((cell) => formatInline(cell.tokens)).join("\t"))
        .join("\n");
    case "checkbox":
      return token.checked ? "☑" : "☐";
    case "hr":
      return "⸻";
    case "space":
    case "def":
      return "";
  }
}

function bulletOf({ ordered, start }: Tokens.List, index: number): string {
  return ordered ? `${(start || 1) + index}. ` : "• ";
}

function formatItem(item: Tokens.ListItem, bullet: string): string {
  const box = item.tokens[0]?.type === "checkbox" ? item.tokens[0] : undefined;
  const mark = box ? `${formatBlock(box)} ` : "";
  const rest = box ? item.tokens.slice(1) : item.tokens;
  const lines = (mark + formatBlocks(rest).join("\n")).split("\n");
  return lines.map((line, index) => (index === 0 ? bullet : "  ") + line).join("\n");
}

function formatInline(tokens: readonly Token[]): string {
  return tokens.map(formatInlineToken).join("");
}

function formatInlineToken(token: Token): string {
  if (isMathToken(token)) return token.text;
  if (isFootnoteReference(token)) return `[${token.label}]`;
  if (!isInlineToken(token)) return token.raw;
  switch (token.type) {
    case "text":
      return token.tokens ? formatInline(token.tokens) : decodeEntities(token.text);
    case "strong":
    case "em":
    case "del":
      return formatInline(token.tokens);
    case "link": {
      const label = formatInline(token.tokens);
      return label === token.href || token.autolink === true ? token.text : `${label} (${token.href})`;
    }
    case "image":
      return `${decodeEntities(token.text)} (${token.href})`.trim();
    case "br":
      return "\n";
    case "checkbox":
      return token.checked ? "☑ " : "☐ ";
    case "escape":
    case "codespan":
    case "html":
      return token.text;
  }
}
