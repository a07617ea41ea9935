import { parseMarkdown } from "./parser/parse-markdown.ts";
import type { BlockToken, CellToken, InlineToken, ItemToken } from "./parser/tokens.ts";
import { findSafeUrl } from "./safe-url.ts";

/** Markdown as plain HTML for the clipboard, so that a word processor takes over headings, lists, tables and code. */
export function toRichText(markdown: string): string {
  const { blocks } = parseMarkdown(markdown.replaceAll("\r\n", "\n"));
  return formatBlocks(blocks.map(({ token }) => token));
}

function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** White space of code that word processors would fold. */
function preserve(text: string): string {
  return escape(text)
    .replaceAll("\n", "<br>")
    .replaceAll("\t", "    ")
    .replace(/ {2,}/g, (run) => "&nbsp;".repeat(run.length));
}

function formatBlocks(tokens: readonly BlockToken[]): string {
  return tokens.map(formatBlock).join("");
}

function formatBlock(token: BlockToken): string {
  switch (token.type) {
    case "paragraph":
      return `<p>${formatInline(token.tokens)}</p>`;
    case "heading":
      return `<h${token.depth}>${formatInline(token.tokens)}</h${token.depth}>`;
    case "code":
      return `<pre style="font-family: monospace">${preserve(token.text)}</pre>`;
    case "quote":
      return `<blockquote>${formatBlocks(token.blocks)}</blockquote>`;
    case "details":
      return `<p><strong>${formatInline(token.summary)}</strong></p>${formatBlocks(token.blocks)}`;
    case "footnote":
      return `<p>[${escape(token.label)}]</p>${formatBlocks(token.blocks)}`;
    case "list": {
      const items = token.items.map((item) => formatItem(item, token.isLoose)).join("");
      return token.isOrdered ? `<ol start="${token.start}">${items}</ol>` : `<ul>${items}</ul>`;
    }
    case "table":
      return `<table border="1">${formatRow(token.header, "th")}${token.rows.map((row) => formatRow(row, "td")).join("")}</table>`;
    case "math":
      return `<p>${escape(token.text)}</p>`;
    case "rule":
      return "<hr>";
    case "html":
      return `<p>${preserve(token.text)}</p>`;
    case "source":
      return `<p>${preserve(token.raw)}</p>`;
  }
}

function formatItem({ isDone, blocks }: ItemToken, isLoose: boolean): string {
  const box = isDone === undefined ? "" : isDone ? "☑ " : "☐ ";
  const inner = blocks.map((block) =>
    block.type === "paragraph" && !isLoose ? formatInline(block.tokens) : formatBlock(block),
  );
  return `<li>${box}${inner.join("")}</li>`;
}

function formatRow(cells: readonly CellToken[], tag: "th" | "td"): string {
  return `<tr>${cells.map((cell) => `<${tag}>${formatInline(cell.tokens)}</${tag}>`).join("")}</tr>`;
}

function formatInline(tokens: readonly InlineToken[]): string {
  return tokens.map(formatInlineToken).join("");
}

function formatInlineToken(token: InlineToken): string {
  switch (token.type) {
    case "text":
    case "html":
    case "math":
      return escape(token.text);
    case "code":
      return `<code>${escape(token.text)}</code>`;
    case "strong":
    case "em":
    case "del":
      return `<${token.type}>${formatInline(token.tokens)}</${token.type}>`;
    case "element":
      return `<${token.tag}>${formatInline(token.tokens)}</${token.tag}>`;
    case "break":
      return "<br>";
    case "link":
    case "image": {
      const label = token.type === "image" ? escape(token.text) : formatInline(token.tokens);
      const url = findSafeUrl(token.href);
      // An address within the text or the app means nothing elsewhere.
      return url && /^[a-z]+:/i.test(url.href) ? `<a href="${escape(url.href)}">${label}</a>` : label;
    }
    case "footnoteMark":
      return `<sup>[${escape(token.label)}]</sup>`;
  }
}
