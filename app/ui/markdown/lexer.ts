import { Lexer, Marked, type Links, type MarkedToken, type Token, type TokenizerExtension } from "marked";
import { footnoteSyntax } from "./syntax/footnotes.ts";
import { maskMath, mathSyntax } from "./syntax/math.ts";

/**
 * marked is quadratic for a few unusual inputs. Written by nobody but an attacker, they would hold up a server
 * for seconds; longer runs of text lose their inline marks, deeper nesting is shown as source.
 */
const MAX_INLINE_LENGTH = 8000;
const TOO_DEEP = /^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])[ \t])){100}/m;

/** Turns Markdown into marked's tokens; `links` are the reference definitions known from earlier blocks. */
export interface MarkdownLexer {
  lexBlocks(source: string, links: Links): Token[];
  lexInline(source: string, links: Links): Token[];
}

/** GitHub-flavoured Markdown, by default with footnotes and TeX. */
export function createMarkdownLexer(
  extensions: TokenizerExtension[] = [...mathSyntax, ...footnoteSyntax],
): MarkdownLexer {
  const options = new Marked({ gfm: true, extensions, hooks: { emStrongMask: maskMath } }).defaults;
  const create = (links: Links): Lexer => {
    const lexer = new BoundedLexer(options);
    Object.assign(lexer.tokens.links, links);
    return lexer;
  };
  return {
    lexBlocks: (source, links) => lexOrSource(source, () => create(links).lex(source)),
    lexInline: (source, links) => lexOrSource(source, () => create(links).inlineTokens(source)),
  };
}

class BoundedLexer extends Lexer {
  override inlineTokens(source: string, tokens: Token[] = []): Token[] {
    if (source.length <= MAX_INLINE_LENGTH) return super.inlineTokens(source, tokens);
    tokens.push({ type: "text", raw: source, text: source });
    return tokens;
  }
}

/** Text that marked cannot take is one unknown token, which is shown as its source. */
function lexOrSource(source: string, lex: () => Token[]): Token[] {
  const unlexed = [{ type: "source", raw: source }];
  if (TOO_DEEP.test(source)) return unlexed;
  try {
    return lex();
  } catch {
    return unlexed;
  }
}

const INLINE_TYPES = [
  "text",
  "escape",
  "strong",
  "em",
  "del",
  "codespan",
  "br",
  "html",
  "checkbox",
  "link",
  "image",
] as const;

const BLOCK_TYPES = [
  "paragraph",
  "text",
  "heading",
  "code",
  "list",
  "list_item",
  "blockquote",
  "table",
  "checkbox",
  "hr",
  "html",
  "space",
  "def",
] as const;

type InlineToken = Extract<MarkedToken, { type: (typeof INLINE_TYPES)[number] }>;
type BlockToken = Extract<MarkedToken, { type: (typeof BLOCK_TYPES)[number] }>;

const inlineTypes: ReadonlySet<string> = new Set(INLINE_TYPES);
const blockTypes: ReadonlySet<string> = new Set(BLOCK_TYPES);

/** Narrows to what marked itself makes within a line; false for tokens of extensions. */
export function isInlineToken(token: Token): token is InlineToken {
  return inlineTypes.has(token.type);
}

/** Narrows to the blocks that marked itself makes; false for tokens of extensions and for unlexed source. */
export function isBlockToken(token: Token): token is BlockToken {
  return blockTypes.has(token.type);
}
