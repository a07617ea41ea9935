import type { Token, TokenizerExtension, Tokens } from "marked";
import { findInParagraph } from "./find-in-paragraph.ts";

/** TeX between its delimiters. As a block it stands alone, else within a line. */
export interface MathToken extends Tokens.Generic {
  type: "math" | "mathBlock";
  text: string;
  isDisplay: boolean;
  /** The text ends before the closing delimiter. */
  isOpen?: boolean;
  /** It is open because the text still grows. */
  isGrowing?: boolean;
}

export function isMathToken(token: Token): token is MathToken {
  return token.type === "math" || token.type === "mathBlock";
}

/**
 * `$…$` and `\(…\)` within a line, `$$…$$` and `\[…\]` on display. A dollar sign next to a space or before a digit is
 * money. What stands between is bounded: an attacker's thousand openings must not be searched to the end each.
 */
const INLINE_RULES: readonly { pattern: RegExp; isDisplay: boolean }[] = [
  { pattern: /^\$\$(?!\$)((?:\\[^]|[^\\$]){1,2000})\$\$/, isDisplay: true },
  { pattern: /^\$(?![\s$])((?:\\[^]|[^\\$]){1,1000})(?<!\s)\$(?![\d$])/, isDisplay: false },
  { pattern: /^\\\(((?:(?!\\\))[^]){1,1000})\\\)/, isDisplay: false },
  { pattern: /^\\\[((?:(?!\\\])[^]){1,2000})\\\]/, isDisplay: true },
];

/** Display math that begins a line and ends one; the last group is empty where the text ends within it. */
const BLOCK_RULES: readonly RegExp[] = [
  /^ {0,3}\$\$(?!\$)((?:(?!\n[ \t]*\n|\$\$)[^]){1,8000})(\$\$[ \t]*(?:\n|$)|$)/,
  /^ {0,3}\\\[((?:(?!\n[ \t]*\n|\\\])[^]){1,8000})(\\\][ \t]*(?:\n|$)|$)/,
];

const mathInline: TokenizerExtension = {
  name: "math",
  level: "inline",
  start: (source) => {
    const index = source.search(/\$|\\[([]/);
    return index < 0 ? undefined : index;
  },
  tokenizer(source) {
    for (const { pattern, isDisplay } of INLINE_RULES) {
      const found = pattern.exec(source);
      const text = found?.[1]?.trim();
      if (found && text) return { type: "math", raw: found[0], text, isDisplay } satisfies MathToken;
    }
    return undefined;
  },
};

const mathBlock: TokenizerExtension = {
  name: "mathBlock",
  level: "block",
  start: (source) => findInParagraph(source, /\n {0,3}(?:\$\$|\\\[)/),
  tokenizer(source) {
    const found = BLOCK_RULES.map((rule) => rule.exec(source)).find((match) => match !== null);
    if (!found) return undefined;
    const [raw, inner = "", close = ""] = found;
    const isOpen = close === "";
    const text = (isOpen ? inner.replace(/(?:\$|\\)$/, "") : inner).trim();
    if (text === "" && !isOpen) return undefined;
    return { type: "mathBlock", raw, text, isDisplay: true, isOpen } satisfies MathToken;
  },
};

export const mathSyntax: readonly TokenizerExtension[] = [mathInline, mathBlock];

/** Escapes and code first, so that no delimiter in them counts; then what is closed. */
const CLOSED =
  /\\[\\$]|(`+)(?!`)[^]*?(?<!`)\1(?!`)|\$\$(?!\$)(?:\\[^]|[^\\$]){1,2000}\$\$|\$(?![\s$])(?:\\[^]|[^\\$]){1,1000}(?<!\s)\$(?![\d$])|\\\((?:(?!\\\))[^]){1,1000}\\\)|\\\[(?:(?!\\\])[^]){1,2000}\\\]/g;

/** The text with its math made of plain letters, as long as before: emphasis must not begin or end in it. */
export function maskMath(text: string): string {
  if (!/\$|\\[([]/.test(text)) return text;
  return text.replace(CLOSED, (found) => (/^(?:`|\\[\\$])/.test(found) ? found : "a".repeat(found.length)));
}

/** An opening delimiter with what stands behind it. A single dollar needs a sign that it is no money. */
const OPEN_RULES: readonly RegExp[] = [
  /\$\$([^$]*)\$?$/,
  /\\\[([^]*?)\\?$/,
  /\\\(([^]*?)\\?$/,
  /(?<![\w$])\$(?=[^\s$\d])(?=[^$]*[\\^_{=])([^$]*)$/,
];

/** Where TeX is open at the end of a line of text that grows. */
export function findOpenMath(text: string): { start: number; token: MathToken } | undefined {
  const masked = text.replace(CLOSED, (found) => "a".repeat(found.length));
  if (masked.includes("`")) return undefined;
  for (const rule of OPEN_RULES) {
    const found = rule.exec(masked);
    if (!found) continue;
    const raw = text.slice(found.index);
    const inner = raw.slice(raw.startsWith("$") && !raw.startsWith("$$") ? 1 : 2).replace(/(?:\\|\$)$/, "");
    const isDisplay = /^(?:\$\$|\\\[)/.test(raw);
    const token = {
      type: "math",
      raw,
      text: inner.trim(),
      isDisplay,
      isOpen: true,
      isGrowing: true,
    } as const;
    return { start: found.index, token };
  }
  return undefined;
}
