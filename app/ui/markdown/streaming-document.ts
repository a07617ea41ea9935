import { parseOpenEnd } from "./open-end.ts";
import { createBudget, type Budget } from "./parser/budget.ts";
import { parseMarkdown, type MarkdownBlock } from "./parser/parse-markdown.ts";
import type { BlockToken, LinkTargets } from "./parser/tokens.ts";
import { reuseTokens } from "./token-reuse.ts";

/** What is shown of a text. */
export interface ShownMarkdown {
  readonly blocks: readonly MarkdownBlock[];
  /** Its end is shown as it was written, because it holds too much. */
  readonly isCut: boolean;
}

export interface StreamingDocument {
  /**
   * The blocks of `text`. While streaming, a text that continues the former one costs only its last block: settled
   * blocks are not read again. The reading with `isStreaming` false reads everything once, so that late definitions
   * of reference links count.
   */
  read(text: string, isStreaming: boolean): ShownMarkdown;
}

/** The two ways to read, which a test may count. */
export interface MarkdownReader {
  readonly parse: typeof parseMarkdown;
  readonly parseOpenEnd: typeof parseOpenEnd;
}

interface State {
  readonly source: string;
  readonly isWhole: boolean;
  readonly settled: readonly MarkdownBlock[];
  /** Where the part begins that more text can change. */
  readonly openOffset: number;
  readonly open: readonly MarkdownBlock[];
  /** What reading the open part took of the budget. */
  readonly openWork: number;
  /** What the settled part defines, and what it has left of the budget. */
  readonly targets: LinkTargets;
  readonly budget: Budget;
  readonly shown: ShownMarkdown;
}

const EMPTY: State = {
  source: "",
  isWhole: false,
  settled: [],
  openOffset: 0,
  open: [],
  openWork: 0,
  targets: new Map(),
  budget: createBudget(),
  shown: { blocks: [], isCut: false },
};

/**
 * A block with more in it (pieces, lines and blocks; some 25,000 characters of usual text) is read again only when it
 * has grown by a part of itself: else the work would be the square of its length.
 */
const MUCH_WORK = 1_500;
const LEAST_GROWTH = 1 / 32;

/** One per shown text. Reading is a function of its arguments; the kept state only saves work. */
export function createStreamingDocument(
  reader: MarkdownReader = { parse: parseMarkdown, parseOpenEnd },
): StreamingDocument {
  let state = EMPTY;
  return {
    read(text, isStreaming) {
      const source = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
      if (source !== state.source || state.isWhole === isStreaming) {
        state = isStreaming ? readGrowing(reader, state, source) : readWhole(reader, state, source);
      }
      return state.shown;
    },
  };
}

function readWhole(reader: MarkdownReader, former: State, source: string): State {
  const { blocks, budget } = reader.parse(source);
  const shown = { blocks: keepTokens(former.shown.blocks, blocks), isCut: budget.isSpent };
  return { ...EMPTY, source, isWhole: true, shown };
}

function readGrowing(reader: MarkdownReader, former: State, source: string): State {
  const base = !former.isWhole && source.startsWith(former.source) ? former : EMPTY;
  const rest = source.slice(base.openOffset);
  if (mayWait(base, rest)) return showTail(base, source);
  const parsed = reader.parseOpenEnd(rest, base);
  const open = keepTokens(
    base === former ? base.open : former.shown.blocks,
    parsed.blocks.map(({ offset, token }) => ({ offset: offset + base.openOffset, token })),
  );
  const shown = { blocks: [...base.settled, ...open], isCut: parsed.budget.isSpent };
  const openWork = countWork(base.budget, parsed.budget);
  const state = { ...base, source, isWhole: false, open, openWork, shown };
  return parsed.isCompleted ? state : settle(reader, state, rest);
}

function countWork(before: Budget, behind: Budget): number {
  return before.pieces - behind.pieces + before.lines - behind.lines + before.blocks - behind.blocks;
}

function mayWait({ openOffset, open, openWork }: State, rest: string): boolean {
  if (openWork < MUCH_WORK || open.at(-1)?.token.type === "code") return false;
  const readLength = lengthOf(open, openOffset);
  return rest.length - readLength < readLength * LEAST_GROWTH;
}

/** How far the blocks reach behind `openOffset`. */
function lengthOf(open: readonly MarkdownBlock[], openOffset: number): number {
  const last = open.at(-1);
  return last === undefined ? 0 : last.offset - openOffset + last.token.raw.length;
}

/** Shows what has come since the last reading as it is written, for a moment. */
function showTail(base: State, source: string): State {
  const readEnd = base.openOffset + lengthOf(base.open, base.openOffset);
  const raw = source.slice(readEnd);
  const tail: MarkdownBlock = { offset: readEnd, token: { type: "source", raw } };
  return { ...base, source, shown: { ...base.shown, blocks: [...base.settled, ...base.open, tail] } };
}

/** A line that begins with a word, or with a mark and a word, cannot turn out to go on with the block before it. */
const BEGINS_WITH_WORD = /^(?:[*_]{1,3}|`{1,2}|["'([])?\p{L}/u;

/** Moves the blocks that no further character can change to the settled ones: all before the last that is sure to be one. */
function settle(reader: MarkdownReader, state: State, rest: string): State {
  const lastLine = rest.slice(rest.lastIndexOf("\n") + 1);
  const sureEnd = state.openOffset + rest.length - (BEGINS_WITH_WORD.test(lastLine) ? 0 : lastLine.length);
  const lastIndex = state.open.findLastIndex(({ offset }) => offset < sureEnd);
  const next = state.open[lastIndex];
  if (next === undefined || lastIndex === 0) return state;
  const { targets, budget } = reader.parse(rest.slice(0, next.offset - state.openOffset), state);
  return {
    ...state,
    settled: [...state.settled, ...state.open.slice(0, lastIndex)],
    openOffset: next.offset,
    open: state.open.slice(lastIndex),
    openWork: 0,
    targets,
    budget,
  };
}

function keepTokens(former: readonly MarkdownBlock[], blocks: readonly MarkdownBlock[]): MarkdownBlock[] {
  const tokens: readonly BlockToken[] = reuseTokens(former.map(tokenOf), blocks.map(tokenOf));
  return blocks.map(({ offset, token }, index) => ({ offset, token: tokens[index] ?? token }));
}

function tokenOf(block: MarkdownBlock): BlockToken {
  return block.token;
}
