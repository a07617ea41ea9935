import type { Token, TokenizerExtension, Tokens } from "marked";
import { findInParagraph } from "./find-in-paragraph.ts";

/** `[^name]` within a line. */
interface FootnoteReference extends Tokens.Generic {
  type: "footnoteReference";
  label: string;
}

/** `[^name]: text`, where it was written. */
interface Footnote extends Tokens.Generic {
  type: "footnote";
  label: string;
  tokens: Token[];
}

export function isFootnoteReference(token: Token): token is FootnoteReference {
  return token.type === "footnoteReference";
}

export function isFootnote(token: Token): token is Footnote {
  return token.type === "footnote";
}

const LABEL = String.raw`\[\^([\w-]{1,40})\]`;
const REFERENCE = new RegExp(`^${LABEL}(?!:)`);
/** The first line, lines of words under it, and indented paragraphs behind a blank line. */
const DEFINITION = new RegExp(
  String.raw`^ {0,3}${LABEL}:[ \t]*([^\n]*(?:\n(?:[ \t]*\n)?(?: {2,}|\t)[^\n]*\S[^\n]*|\n(?![\s#>~*+|\-\[$\\<\x60])[^\n]+)*)(?:\n|$)`,
);

const reference: TokenizerExtension = {
  name: "footnoteReference",
  level: "inline",
  start: (source) => {
    const index = source.indexOf("[^");
    return index < 0 ? undefined : index;
  },
  tokenizer(source) {
    const found = REFERENCE.exec(source);
    if (!found) return undefined;
    return { type: "footnoteReference", raw: found[0], label: found[1] ?? "" } satisfies FootnoteReference;
  },
};

const definition: TokenizerExtension = {
  name: "footnote",
  level: "block",
  start: (source) => findInParagraph(source, /\n {0,3}\[\^[\w-]+\]:/),
  tokenizer(source) {
    const found = DEFINITION.exec(source);
    if (!found) return undefined;
    const text = (found[2] ?? "").replace(/\n(?: {2,4}|\t)/g, "\n").trim();
    const tokens = this.lexer.blockTokens(text, []);
    return { type: "footnote", raw: found[0], label: found[1] ?? "", tokens } satisfies Footnote;
  },
};

export const footnoteSyntax: readonly TokenizerExtension[] = [reference, definition];
