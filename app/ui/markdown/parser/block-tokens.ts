import type { Budget } from "./budget.ts";
import { parseInlines } from "./inlines.ts";
import type { OpenBlock } from "./open-block.ts";
import { splitRow } from "./table-rows.ts";
import type { BlockToken, CellToken, InlineToken, ItemToken, LinkTargets } from "./tokens.ts";

interface TokenContext {
  readonly source: string;
  readonly targets: LinkTargets;
  readonly budget: Budget;
  /** The block in which the text still grows. */
  readonly growing: OpenBlock | undefined;
}

/** The tokens of a block's children, once the block structure is known. */
export function makeTokens(children: readonly OpenBlock[], context: TokenContext): BlockToken[] {
  return children.flatMap((child) => {
    const token = makeToken(child, context);
    return token ? [token] : [];
  });
}

function makeToken(block: OpenBlock, context: TokenContext): BlockToken | undefined {
  const raw = context.source.slice(block.start, block.end);
  const { kind } = block;
  const isGrowing = block === context.growing;
  const text = (): string => block.lines.join("\n");
  const inline = (source: string): InlineToken[] => parseInlines(source, { ...context, isGrowing });
  switch (kind.type) {
    case "paragraph":
      return block.lines.length === 0 ? undefined : { type: "paragraph", raw, tokens: inline(text()) };
    case "heading":
      return { type: "heading", raw, depth: kind.depth, tokens: inline(text()) };
    case "rule":
      return { type: "rule", raw };
    case "quote":
      return { type: "quote", raw, blocks: makeTokens(block.children, context) };
    case "details": {
      const summary = inline(kind.summary);
      return { type: "details", raw, summary, blocks: makeTokens(block.children, context) };
    }
    case "footnote":
      return { type: "footnote", raw, label: kind.label, blocks: makeTokens(block.children, context) };
    case "list": {
      const items = block.children.map((item) => makeItem(item, context));
      const { isOrdered, start } = kind.marker;
      return { type: "list", raw, isOrdered, start, isLoose: isLoose(block), items };
    }
    case "table":
      return makeTable(block, raw, context);
    case "html":
      return { type: "html", raw, text: text() };
    case "indentedCode":
      return { type: "code", raw, text: text(), info: "", isClosed: true };
    case "fence": {
      const lines = isGrowing ? trimOpenFence(block.lines, kind.mark) : block.lines;
      return { type: "code", raw, text: lines.join("\n"), info: kind.info, isClosed: kind.isClosed };
    }
    case "math":
      return makeFormula(block, raw, kind, isGrowing);
    case "document":
    case "item":
      return { type: "source", raw };
  }
}

/** CommonMark 5.3: blank lines between its items, or between the blocks of one of them. */
function isLoose(list: OpenBlock): boolean {
  const isFollowedByBlank = (blocks: readonly OpenBlock[]): boolean =>
    blocks.some((block, index) => {
      const next = blocks[index + 1];
      return next !== undefined && block.lastLine !== next.firstLine - 1 && block.lastLine < next.firstLine;
    });
  return (
    isFollowedByBlank(list.children) || list.children.some(({ children }) => isFollowedByBlank(children))
  );
}

const TASK = /^\[([ xX])\](?=\s|$)/;

function makeItem(item: OpenBlock, context: TokenContext): ItemToken {
  const raw = context.source.slice(item.start, item.end);
  const [first] = item.children;
  const box = first?.kind.type === "paragraph" ? TASK.exec(first.lines[0] ?? "") : null;
  if (first && box) first.lines[0] = (first.lines[0] ?? "").slice(box[0].length);
  const isDone = box ? box[1] !== " " : undefined;
  return { type: "item", raw, isDone, blocks: makeTokens(item.children, context) };
}

function makeTable(block: OpenBlock, raw: string, context: TokenContext): BlockToken | undefined {
  if (block.kind.type !== "table") return undefined;
  const { header, alignments } = block.kind;
  const makeRow = (cells: readonly string[], isGrowing: boolean): CellToken[] => {
    const last = cells.findLastIndex((cell) => cell !== "");
    return cells.map((text, index) => ({
      text,
      tokens: parseInlines(text, { ...context, isGrowing: isGrowing && index === last }),
    }));
  };
  const isGrowing = block === context.growing;
  const rows = block.lines.map((line, index) =>
    makeRow(splitRow(line, alignments.length), isGrowing && index === block.lines.length - 1),
  );
  return { type: "table", raw, alignments, header: makeRow(header, isGrowing && rows.length === 0), rows };
}

function makeFormula(
  block: OpenBlock,
  raw: string,
  { closing, isClosed }: { closing: string; isClosed: boolean },
  isGrowing: boolean,
): BlockToken {
  const text = block.lines.join("\n").trim();
  if (!isClosed && !isGrowing) return { type: "source", raw };
  const isDelimited = closing.length === 2;
  const inner =
    isDelimited && isClosed ? text.slice(0, -closing.length) : text.replace(isClosed ? "" : /[\\$]$/, "");
  return { type: "math", raw, text: inner.trim(), isDisplay: true, isOpen: !isClosed };
}

/** Leaves out the first marks of a closing fence that is still being written. */
function trimOpenFence(lines: readonly string[], mark: string): readonly string[] {
  const last = lines.at(-1)?.trim() ?? "";
  const isFence = last !== "" && last === mark.repeat(last.length);
  return isFence ? lines.slice(0, -1) : lines;
}
