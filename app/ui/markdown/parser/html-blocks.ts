import { findHarmlessTag, findHtmlEnd } from "./html-tags.ts";
import { createNextIndexes } from "./next-index.ts";

const BLOCK_TAG =
  /^<\/?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?=[\s>]|\/>|$)/i;

/** How an HTML block begins and ends; without an end, at the next blank line. CommonMark 4.6. */
const KINDS: readonly { readonly begin: RegExp; readonly end: RegExp | undefined }[] = [
  { begin: /^<(?:script|pre|textarea|style)(?=[\s>]|$)/i, end: /<\/(?:script|pre|textarea|style)>/i },
  { begin: /^<!--/, end: /-->/ },
  { begin: /^<\?/, end: /\?>/ },
  { begin: /^<![A-Za-z]/, end: />/ },
  { begin: /^<!\[CDATA\[/, end: /\]\]>/ },
  { begin: BLOCK_TAG, end: undefined },
];

/** Whether a block of raw HTML begins with `text`. A tag that becomes an element begins a paragraph instead. */
export function findHtmlBlock(
  text: string,
  mayInterrupt: boolean,
): { readonly end: RegExp | undefined } | undefined {
  const kind = KINDS.find(({ begin }) => begin.test(text));
  if (kind) return kind;
  if (mayInterrupt) return undefined;
  const end = /^<\/?[A-Za-z]/.test(text) ? findHtmlEnd(text, 0, createNextIndexes(text)) : undefined;
  if (end === undefined || text.slice(end).trim() !== "" || findHarmlessTag(text.slice(0, end)))
    return undefined;
  return { end: undefined };
}
