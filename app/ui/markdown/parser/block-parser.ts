import { findStart, mayStart, readSummary, skipQuoteMark, type StartContext } from "./block-starts.ts";
import { LIMITS, type Budget } from "./budget.ts";
import { CODE_INDENT, Line } from "./line.ts";
import { createMathBlocks, type MathBlocks } from "./math-blocks.ts";
import { holdsBlocks, isVerbatim, type BlockKind, type FenceKind, type OpenBlock } from "./open-block.ts";
import { splitRow } from "./table-rows.ts";

/** Code with its buttons is as much as so many other blocks, a cell as much of one. */
const CODE_WEIGHT = 8;
const CELL_WEIGHT = 1 / 2;

interface BlockParserOptions {
  readonly budget: Budget;
  readonly isGrowing: boolean;
  /** Fences in a fence of Markdown belong to what it shows. */
  readonly nestsFences: boolean;
}

interface BlockTree {
  readonly document: OpenBlock;
  /** The innermost block at the end of the text, which the next character would go to. */
  readonly tip: OpenBlock;
  /** Where reading stopped, the budget being spent; else the length of the source. */
  readonly end: number;
}

/** Reads the block structure line by line, as CommonMark's appendix describes: each line is looked at once. */
export function parseBlockTree(source: string, options: BlockParserOptions): BlockTree {
  return new BlockParser(source, options).parse();
}

class BlockParser {
  readonly #source: string;
  readonly #options: BlockParserOptions;
  readonly #math: MathBlocks;
  readonly #document: OpenBlock;
  #tip: OpenBlock;
  #line: Line;
  #depth = 0;
  /** What is left for others when the block of the text that is open has had its share. */
  #leastBlocks = 0;

  constructor(source: string, options: BlockParserOptions) {
    this.#source = source;
    this.#options = options;
    this.#math = createMathBlocks(source, options.isGrowing);
    this.#line = new Line("", 0, 0);
    this.#document = createBlock({ type: "document" }, undefined, this.#line);
    this.#tip = this.#document;
  }

  parse(): BlockTree {
    const source = this.#source;
    let start = 0;
    const { budget } = this.#options;
    let number = 0;
    while (start < source.length && budget.blocks > this.#leastBlocks && budget.lines > 0) {
      budget.lines -= 1 + this.#depth / 8;
      number += 1;
      const lineEnd = source.indexOf("\n", start);
      const end = lineEnd < 0 ? source.length : lineEnd;
      this.#line = new Line(source.slice(start, end), start, number);
      this.#readLine();
      start = end + 1;
    }
    const tip = this.#tip;
    for (let block: OpenBlock | undefined = tip; block; block = block.parent) this.#finish(block);
    return { document: this.#document, tip, end: Math.min(start, source.length) };
  }

  #readLine(): void {
    const line = this.#line;
    const formerTip = this.#tip;
    const container = this.#findContinued();
    if (container === undefined) return;
    const state = { container, lastMatched: container, isClosed: container === formerTip, isLeaf: false };
    while (!isVerbatim(state.container) && !state.isLeaf) {
      const start = mayStart(line) ? findStart(this.#describe(state)) : undefined;
      if (!start) break;
      state.container = this.#tip;
      state.isLeaf = start === "leaf";
    }
    this.#addRest(state);
  }

  /** The innermost open block that goes on in this line; undefined when the line is done with. */
  #findContinued(): OpenBlock | undefined {
    let container = this.#document;
    for (;;) {
      const child = container.children.at(-1);
      if (!child?.isOpen) return container;
      const continuation = this.#continue(child);
      if (continuation === "done") return undefined;
      if (!continuation) return container;
      container = child;
    }
  }

  /** Reads what a block needs to go on; false when it ends before this line, "done" when it ends with it. */
  #continue(block: OpenBlock): boolean | "done" {
    const line = this.#line;
    const { kind } = block;
    switch (kind.type) {
      case "document":
      case "list":
        return true;
      case "quote":
        if (line.isIndented || line.first !== ">") return false;
        skipQuoteMark(line);
        this.#stretch(block, line);
        return true;
      case "details":
        this.#stretch(block, line);
        return block.children.length > 0 || !this.#readSummary(block) || "done";
      case "item":
        return this.#continueIndented(block, kind.marker.indent + kind.marker.padding, 0);
      case "footnote":
        return this.#continueIndented(block, CODE_INDENT, 2);
      case "fence":
        return this.#continueFence(block, kind);
      case "indentedCode":
        if (line.indent >= CODE_INDENT) line.skipColumns(CODE_INDENT);
        else if (line.isBlank) line.skipSpace();
        else return false;
        return true;
      case "html":
        return !line.isBlank || kind.end !== undefined;
      case "math":
        return !kind.isClosed;
      case "paragraph":
      case "table":
        return !line.isBlank;
      case "heading":
      case "rule":
        return false;
    }
  }

  #continueIndented(block: OpenBlock, width: number, least: number): boolean {
    const line = this.#line;
    if (line.isBlank) {
      if (block.children.length === 0) return false;
      line.skipSpace();
      return true;
    }
    if (line.indent < (least || width)) return false;
    line.skipColumns(Math.min(line.indent, width));
    return true;
  }

  #readSummary({ kind }: OpenBlock): boolean {
    if (kind.type !== "details" || kind.summary !== "") return false;
    const summary = readSummary(this.#line.text.slice(this.#line.nextNonspace).trim());
    if (summary === undefined) return false;
    kind.summary = summary;
    return true;
  }

  #continueFence(block: OpenBlock, kind: FenceKind): true | "done" {
    const line = this.#line;
    if (line.indent < CODE_INDENT && line.first === kind.mark) {
      const text = line.text.slice(line.nextNonspace).trimEnd();
      const length = countRun(text, kind.mark);
      const isEnd = length === text.length;
      if (length >= kind.length && isEnd && kind.nested === 0) {
        kind.isClosed = true;
        this.#close(block, line);
        return "done";
      }
      if (length >= kind.length && this.#options.nestsFences && isMarkdown(kind.info))
        kind.nested += isEnd ? -1 : 1;
    }
    line.skipColumns(Math.min(kind.indent, line.indent));
    return true;
  }

  #describe(state: { container: OpenBlock; lastMatched: OpenBlock; isClosed: boolean }): StartContext {
    const line = this.#line;
    const closeUnmatched = (): void => {
      while (!state.isClosed && this.#tip !== state.lastMatched) this.#closeBefore(this.#tip);
      state.isClosed = true;
    };
    return {
      line,
      container: state.container,
      tip: this.#tip,
      isDeepest: this.#depth >= LIMITS.depth,
      math: this.#math,
      open: (kind) => {
        closeUnmatched();
        return this.#open(kind);
      },
      close: (block) => {
        closeUnmatched();
        while (this.#tip !== block) this.#closeBefore(this.#tip);
        this.#close(block, line);
      },
      replace: (block, kind) => {
        closeUnmatched();
        return this.#replace(block, kind);
      },
    };
  }

  #addRest(state: {
    container: OpenBlock;
    lastMatched: OpenBlock;
    isClosed: boolean;
    isLeaf: boolean;
  }): void {
    const line = this.#line;
    const { container } = state;
    const isLazy = !state.isClosed && !line.isBlank && this.#tip.kind.type === "paragraph";
    if (isLazy) {
      line.skipSpace();
      this.#addLine(this.#tip);
      return;
    }
    while (!state.isClosed && this.#tip !== state.lastMatched) this.#closeBefore(this.#tip);
    const { kind } = container;
    if (isVerbatim(container) && container.isOpen) this.#addVerbatim(container);
    else if (kind.type === "paragraph" || kind.type === "table") this.#addText(container);
    else if (holdsBlocks(container) || kind.type === "list") this.#addParagraph();
  }

  #addParagraph(): void {
    const line = this.#line;
    if (line.offset >= line.text.length || line.isBlank) return;
    line.skipSpace();
    this.#addLine(this.#open({ type: "paragraph" }));
  }

  /** The line of a heading or of a table's head has been read when the block began. */
  #addText(block: OpenBlock): void {
    const line = this.#line;
    if (line.offset >= line.text.length) return;
    line.skipSpace();
    this.#addLine(block);
    if (block.kind.type === "table") {
      const cells = Math.min(countBars(line.text), block.kind.alignments.length);
      this.#options.budget.blocks -= 1 + cells * CELL_WEIGHT;
    }
  }

  #addVerbatim(block: OpenBlock): void {
    const line = this.#line;
    const { kind } = block;
    if (kind.type === "fence" && block.firstLine === line.number) return;
    this.#addLine(block);
    if (kind.type === "html" && kind.end?.test(line.text.slice(line.offset))) this.#close(block, line);
    if (kind.type === "math" && block.lines.at(-1)?.trimEnd().endsWith(kind.closing)) {
      kind.isClosed = true;
      this.#close(block, line);
    }
  }

  #addLine(block: OpenBlock): void {
    block.lines.push(this.#line.readRest());
    block.end = this.#line.start + this.#line.text.length;
    block.lastLine = this.#line.number;
  }

  #open(kind: BlockKind): OpenBlock {
    const canHold = (parent: OpenBlock): boolean =>
      parent.kind.type === "list" ? kind.type === "item" : kind.type !== "item" && holdsBlocks(parent);
    while (!canHold(this.#tip)) this.#closeBefore(this.#tip);
    const block = createBlock(kind, this.#tip, this.#line);
    if (this.#tip === this.#document)
      this.#leastBlocks = Math.max(0, this.#options.budget.blocks - LIMITS.blocksOfOne);
    this.#options.budget.blocks -= kind.type === "fence" ? CODE_WEIGHT : 1;
    this.#tip.children.push(block);
    this.#tip = block;
    if (holdsBlocks(block)) this.#depth += 1;
    return block;
  }

  /** A heading takes the place of the paragraph that it underlines, a table that of its head alone. */
  #replace(block: OpenBlock, kind: BlockKind): OpenBlock {
    if (kind.type !== "table" || block.lines.length === 1) {
      block.kind = kind;
      if (kind.type === "table") {
        block.lines.length = 0;
        this.#options.budget.blocks -= kind.header.length * CELL_WEIGHT;
      }
      this.#stretch(block, this.#line);
      return block;
    }
    const head = block.lines.pop() ?? "";
    const [firstLine, end] = [block.lastLine, block.end];
    const headStart = this.#source.lastIndexOf("\n", end - 1) + 1;
    block.end = headStart - 1;
    block.lastLine -= 1;
    block.isOpen = false;
    this.#tip = block.parent ?? this.#document;
    const table = this.#open(kind);
    this.#options.budget.blocks -= splitRow(head).length * CELL_WEIGHT;
    table.start = headStart;
    table.firstLine = firstLine;
    return table;
  }

  /** Closes a block that does not go on in this line. */
  #closeBefore(block: OpenBlock): void {
    this.#finish(block);
    this.#leave(block);
  }

  #close(block: OpenBlock, line: Line): void {
    this.#stretch(block, line);
    this.#closeBefore(block);
  }

  #leave(block: OpenBlock): void {
    if (holdsBlocks(block)) this.#depth -= 1;
    this.#tip = block.parent ?? this.#document;
  }

  #stretch(block: OpenBlock, line: Line): void {
    block.end = line.start + line.text.length;
    block.lastLine = line.number;
  }

  #finish(block: OpenBlock): void {
    block.isOpen = false;
    const last = block.children.at(-1);
    if (last && block.end < last.end) {
      block.end = last.end;
      block.lastLine = last.lastLine;
    }
    if (block.kind.type === "indentedCode") trimBlankLines(block);
  }
}

function createBlock(kind: BlockKind, parent: OpenBlock | undefined, line: Line): OpenBlock {
  return {
    kind,
    parent,
    children: [],
    lines: [],
    isOpen: true,
    start: line.start,
    end: line.start + line.text.length,
    firstLine: line.number,
    lastLine: line.number,
  };
}

function trimBlankLines(block: OpenBlock): void {
  while (block.lines.at(-1)?.trim() === "") block.lines.pop();
  block.lastLine = block.firstLine + block.lines.length - 1;
}

function countRun(text: string, mark: string): number {
  let length = 0;
  while (text[length] === mark) length += 1;
  return length;
}

function countBars(text: string): number {
  let count = 0;
  for (let at = text.indexOf("|"); at >= 0; at = text.indexOf("|", at + 1)) count += 1;
  return count;
}

function isMarkdown(info: string): boolean {
  return /^(?:markdown|md)\b/i.test(info);
}
