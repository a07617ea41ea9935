import type { Links, Token } from "marked";
import type { mendHalfOpen } from "./half-open.ts";
import { endsInMarker, isItemNumber } from "./last-line.ts";
import { createMarkdownLexer, isBlockToken, type MarkdownLexer } from "./lexer.ts";
import { reuseTokens } from "./token-reuse.ts";

/** One top-level block; `token` keeps its identity from one reading to the next while the block is unchanged. */
export interface MarkdownBlock {
  /** Where the block starts in the source (line ends as `\n`): its key while the text grows. */
  readonly offset: number;
  readonly token: Token;
}

/** `mendHalfOpen`, which is fetched with the first text that grows. */
export type Mend = typeof mendHalfOpen;

export interface StreamingDocument {
  /**
   * The blocks of `text`. While streaming, a text that continues the former one costs only its last block:
   * settled blocks are not lexed again. The reading with `isStreaming` false lexes everything once, so that
   * late reference definitions count.
   * @param mend completes the open end for show; without it the text is shown as far as it goes
   */
  read(text: string, isStreaming: boolean, mend?: Mend): readonly MarkdownBlock[];
}

interface State {
  readonly source: string;
  readonly isWhole: boolean;
  readonly settled: readonly MarkdownBlock[];
  readonly openOffset: number;
  /** The rest as it was lexed, without what is mended for show. */
  readonly open: readonly MarkdownBlock[];
  /** Reference definitions of the settled blocks. */
  readonly links: Links;
  readonly shown: readonly MarkdownBlock[];
}

const EMPTY: State = {
  source: "",
  isWhole: false,
  settled: [],
  openOffset: 0,
  open: [],
  links: {},
  shown: [],
};

/** One per shown text. Reading is a function of its arguments; the kept state only saves work. */
export function createStreamingDocument(lexer: MarkdownLexer = createMarkdownLexer()): StreamingDocument {
  let state = EMPTY;
  let mendedBy: Mend | undefined;
  return {
    read(text, isStreaming, mend) {
      const source = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
      if (source !== state.source || state.isWhole === isStreaming || mend !== mendedBy) {
        state = isStreaming ? readGrowing(lexer, state, source, mend) : readWhole(lexer, state, source);
        mendedBy = mend;
      }
      return state.shown;
    },
  };
}

function readWhole(lexer: MarkdownLexer, former: State, source: string): State {
  const tokens = reuseTokens(listTokens(former), lexer.lexBlocks(source, {}));
  return { ...EMPTY, source, isWhole: true, shown: placeBlocks(tokens, 0) };
}

function readGrowing(lexer: MarkdownLexer, former: State, source: string, mend: Mend | undefined): State {
  const base = !former.isWhole && source.startsWith(former.source) ? former : EMPTY;
  const rest = source.slice(base.openOffset);
  const tokens = reuseTokens(
    base === former ? base.open.map(tokenOf) : listTokens(former),
    lexer.lexBlocks(rest, base.links),
  );
  const mended = mend?.(lexer, tokens, rest, base.links) ?? tokens;
  const shown = [...base.settled, ...placeBlocks(mended, base.openOffset)];
  return { ...settle(base, tokens, rest), source, isWhole: false, shown };
}

/** Moves the blocks that no further character can change from the open part to the settled one. */
function settle(base: State, tokens: readonly Token[], rest: string): State {
  const blocks = placeBlocks(tokens, base.openOffset);
  const count = isFaithful(tokens, rest) ? countSettled(blocks, rest, base.openOffset) : 0;
  const open = blocks.slice(count);
  if (count === 0) return { ...base, open };
  const closed = blocks.slice(0, count);
  return {
    ...base,
    open,
    openOffset: open[0]?.offset ?? base.openOffset,
    settled: [...base.settled, ...closed],
    links: addDefinitions(base.links, closed),
  };
}

/** Offsets can be trusted only if the tokens' sources make up the whole source. */
function isFaithful(tokens: readonly Token[], rest: string): boolean {
  return tokens.reduce((length, token) => length + token.raw.length, 0) === rest.length;
}

/** All but the last block, and the one before it too while the last one's first line may still turn out otherwise. */
function countSettled(blocks: readonly MarkdownBlock[], rest: string, restOffset: number): number {
  const last = blocks.at(-1);
  const before = blocks.at(-2);
  if (last === undefined || before === undefined) return 0;
  if (endsInMarker(rest)) return 0;
  const isUndecided = isTentative(last.token, before.token, rest.slice(last.offset - restOffset));
  return isUndecided ? blocks.length - 2 : blocks.length - 1;
}

/** Whether `token`, which `source` holds at the end of the text, may yet become part of the block before it. */
function isTentative(token: Token, before: Token, source: string): boolean {
  const completeLines = source.split("\n", 3).length - 1;
  if (token.type === "table") return completeLines < 2;
  if (completeLines > 0 || token.type === "heading" || token.type === "list") return false;
  return token.type !== "paragraph" || before.type === "def" || isItemNumber(source);
}

/** The first definition of a name counts. */
function addDefinitions(links: Links, blocks: readonly MarkdownBlock[]): Links {
  return blocks.map(tokenOf).reduce((known, token) => {
    if (!isBlockToken(token) || token.type !== "def" || Object.hasOwn(known, token.tag)) return known;
    return { ...known, [token.tag]: { href: token.href, title: token.title } };
  }, links);
}

function placeBlocks(tokens: readonly Token[], start: number): MarkdownBlock[] {
  let offset = start;
  const placed = tokens.map((token) => {
    const block = { offset, token };
    offset += token.raw.length;
    return block;
  });
  return placed.filter((block) => block.token.type !== "space");
}

function listTokens(state: State): Token[] {
  return [...state.settled, ...(state.isWhole ? state.shown : state.open)].map(tokenOf);
}

function tokenOf(block: MarkdownBlock): Token {
  return block.token;
}
