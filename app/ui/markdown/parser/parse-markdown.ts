import { makeTokens } from "./block-tokens.ts";
import { parseBlockTree } from "./block-parser.ts";
import { createBudget, LIMITS, type Budget } from "./budget.ts";
import { takeDefinitions } from "./definitions.ts";
import type { OpenBlock } from "./open-block.ts";
import type { BlockToken, LinkTarget, LinkTargets } from "./tokens.ts";

export interface ParseOptions {
  /** Targets of reference links that stand in an earlier part of the text. */
  readonly targets?: LinkTargets | undefined;
  /** What an earlier part of the text has left. */
  readonly budget?: Budget | undefined;
  /** More text will come: what is open at the end is shown as if it were closed. */
  readonly isGrowing?: boolean | undefined;
}

/** One top-level block. */
export interface MarkdownBlock {
  /** Where the block's first line begins in the source: its key while the text grows. */
  readonly offset: number;
  readonly token: BlockToken;
}

export interface ParsedMarkdown {
  readonly blocks: readonly MarkdownBlock[];
  readonly targets: LinkTargets;
  /** What is left for the text behind; `isSpent` tells that some of the text is shown as it was written. */
  readonly budget: Budget;
}

/**
 * GitHub-flavoured Markdown with footnotes, TeX and a few harmless tags, as tokens. Line ends are `\n`. Time and memory
 * are linear in the source and bounded by `LIMITS`: what is beyond comes as one token of source.
 */
export function parseMarkdown(source: string, options: ParseOptions = {}): ParsedMarkdown {
  const budget = { ...(options.budget ?? createBudget()) };
  const isGrowing = options.isGrowing ?? false;
  const limit = Math.min(source.length, LIMITS.length);
  const read = source.slice(0, limit).replaceAll("\0", "\ufffd");
  const tree = readTree(read, budget, isGrowing);
  const targets = new Map<string, LinkTarget>(options.targets);
  takeDefinitions(tree.document, targets, budget);
  const growing = isGrowing ? tree.tip : undefined;
  const blocks = placeTokens(tree.document, { source: read, targets, budget, growing });
  if (tree.end < source.length) {
    budget.isSpent = true;
    blocks.push({ offset: tree.end, token: { type: "source", raw: source.slice(tree.end) } });
  }
  return { blocks, targets, budget };
}

/** Fences within a fence of Markdown are taken for a part of it, unless then it would never end. */
function readTree(source: string, budget: Budget, isGrowing: boolean) {
  const before = { ...budget };
  const tree = parseBlockTree(source, { budget, isGrowing, nestsFences: true });
  if (isGrowing || !isInOpenMarkdown(tree.tip)) return tree;
  Object.assign(budget, before);
  return parseBlockTree(source, { budget, isGrowing, nestsFences: false });
}

function isInOpenMarkdown({ kind }: OpenBlock): boolean {
  return kind.type === "fence" && !kind.isClosed && /^(?:markdown|md)\b/i.test(kind.info);
}

function placeTokens(document: OpenBlock, context: Parameters<typeof makeTokens>[1]): MarkdownBlock[] {
  return document.children.flatMap((child) =>
    makeTokens([child], context).map((token) => ({ offset: child.start, token })),
  );
}
