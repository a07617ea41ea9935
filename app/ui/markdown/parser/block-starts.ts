import { readListMarker } from "./list-markers.ts";
import { findHtmlBlock } from "./html-blocks.ts";
import { LIMITS } from "./budget.ts";
import { CODE_INDENT, type Line } from "./line.ts";
import { findDefinition, unescapeText } from "./link-parts.ts";
import type { MathBlocks } from "./math-blocks.ts";
import type { BlockKind, OpenBlock } from "./open-block.ts";
import { readAlignments, splitRow } from "./table-rows.ts";

/** What a line may begin, seen from the innermost block that goes on in it. */
export interface StartContext {
  readonly line: Line;
  readonly container: OpenBlock;
  /** The innermost open block, which may be one that this line does not go on with. */
  readonly tip: OpenBlock;
  readonly isDeepest: boolean;
  readonly math: MathBlocks;
  /** Closes what does not go on in this line and opens a block within what does. */
  open(kind: BlockKind): OpenBlock;
  /** Closes a block and all that is open within it, behind this line. */
  close(block: OpenBlock): void;
  /** Puts another block in the place of the last one. */
  replace(block: OpenBlock, kind: BlockKind): OpenBlock;
}

/** Whether the line began a block, and whether others may begin within. */
export type Start = "container" | "leaf" | undefined;

type FindStart = (context: StartContext) => Start;

const startQuote: FindStart = ({ line, isDeepest, open }) => {
  if (line.isIndented || line.first !== ">" || isDeepest) return undefined;
  skipQuoteMark(line);
  open({ type: "quote" });
  return "container";
};

/** `>` with the space behind it. */
export function skipQuoteMark(line: Line): void {
  line.skipSpace();
  line.skipCharacters(1);
  line.skipOneSpace();
}

const startHeading: FindStart = ({ line, open }) => {
  if (line.isIndented || line.first !== "#") return undefined;
  const text = line.text.slice(line.nextNonspace);
  const depth = /^#{1,6}(?=[ \t]|$)/.exec(text)?.[0].length;
  if (depth === undefined) return undefined;
  open({ type: "heading", depth, isUnderlined: false }).lines.push(trimClosingMarks(text.slice(depth)));
  line.skipAll();
  return "leaf";
};

function trimClosingMarks(text: string): string {
  const trimmed = text.trimEnd();
  let end = trimmed.length;
  while (trimmed[end - 1] === "#") end -= 1;
  const isSetApart = end === 0 || trimmed[end - 1] === " " || trimmed[end - 1] === "\t";
  return isSetApart ? trimmed.slice(0, end) : trimmed;
}

const startFence: FindStart = ({ line, open }) => {
  if (line.isIndented || (line.first !== "`" && line.first !== "~")) return undefined;
  const text = line.text.slice(line.nextNonspace);
  const mark = line.first;
  const length = (mark === "`" ? /^`+/ : /^~+/).exec(text)?.[0].length ?? 0;
  const info = text.slice(length);
  if (length < 3 || (mark === "`" && info.includes("`"))) return undefined;
  const { indent } = line;
  open({ type: "fence", mark, length, indent, info: unescapeText(info.trim()), nested: 0, isClosed: false });
  line.skipAll();
  return "leaf";
};

const startMath: FindStart = ({ line, math, open }) => {
  if (line.isIndented || !"$\\".includes(line.first)) return undefined;
  const opening = math.find(line.text.slice(line.nextNonspace), line.start + line.nextNonspace);
  if (!opening) return undefined;
  open({ type: "math", closing: opening.closing, isClosed: false });
  line.skipSpace();
  line.skipCharacters(opening.length);
  return "leaf";
};

const startDetails: FindStart = ({ line, isDeepest, open }) => {
  if (line.isIndented || line.first !== "<" || isDeepest) return undefined;
  const text = line.text.slice(line.nextNonspace).trim();
  if (!/^<details>/i.test(text)) return undefined;
  const rest = text.slice("<details>".length).trim();
  const summary = readSummary(rest);
  if (rest !== "" && summary === undefined) return undefined;
  open({ type: "details", summary: summary ?? "" });
  line.skipAll();
  return "leaf";
};

/** `<summary>…</summary>` as the whole of a line. */
export function readSummary(text: string): string | undefined {
  const isWhole = /^<summary>/i.test(text) && /<\/summary>$/i.test(text);
  return isWhole ? text.slice("<summary>".length, -"</summary>".length) : undefined;
}

const endDetails: FindStart = ({ line, container, close }) => {
  if (
    line.isIndented ||
    line.first !== "<" ||
    !/^<\/details>$/i.test(line.text.slice(line.nextNonspace).trim())
  ) {
    return undefined;
  }
  for (let block: OpenBlock | undefined = container; block; block = block.parent) {
    if (block.kind.type !== "details") continue;
    close(block);
    line.skipAll();
    return "leaf";
  }
  return undefined;
};

const startHtml: FindStart = ({ line, container, tip, open }) => {
  if (line.isIndented || line.first !== "<") return undefined;
  const isParagraph =
    container.kind.type === "paragraph" || (tip !== container && tip.kind.type === "paragraph");
  const found = findHtmlBlock(line.text.slice(line.nextNonspace), isParagraph);
  if (!found) return undefined;
  open({ type: "html", end: found.end });
  return "leaf";
};

const startSetextHeading: FindStart = ({ line, container, replace }) => {
  if (line.isIndented || container.kind.type !== "paragraph" || !"=-".includes(line.first)) return undefined;
  const text = line.text.slice(line.nextNonspace).trimEnd();
  if (!/^(?:=+|-+)$/.test(text) || skipDefinitions(container.lines) >= container.lines.length)
    return undefined;
  replace(container, { type: "heading", depth: line.first === "=" ? 1 : 2, isUnderlined: true });
  line.skipAll();
  return "leaf";
};

/** How many lines at the beginning of a paragraph are definitions of reference links. */
function skipDefinitions(lines: readonly string[]): number {
  if (!lines[0]?.startsWith("[")) return 0;
  const text = `${lines.join("\n")}\n`;
  let at = 0;
  for (let found = findDefinition(text, at); found; found = findDefinition(text, at)) at = found.end;
  return text.slice(0, at).split("\n").length - 1;
}

const startTable: FindStart = ({ line, container, replace }) => {
  if (line.isIndented || container.kind.type !== "paragraph" || !/[|:-]/.test(line.first)) return undefined;
  const alignments = readAlignments(line.text.slice(line.nextNonspace));
  const head = container.lines.at(-1) ?? "";
  if (!alignments || alignments.length > LIMITS.columns || !(head.includes("|") || line.text.includes("|")))
    return undefined;
  const header = splitRow(head, alignments.length + 1);
  if (header.length !== alignments.length) return undefined;
  replace(container, { type: "table", header, alignments });
  line.skipAll();
  return "leaf";
};

const startRule: FindStart = ({ line, open }) => {
  if (line.isIndented || !"*-_".includes(line.first)) return undefined;
  const marks = line.text.slice(line.nextNonspace).replace(/[ \t]/g, "");
  if (marks.length < 3 || !isRepeated(marks)) return undefined;
  open({ type: "rule" });
  line.skipAll();
  return "leaf";
};

function isRepeated(marks: string): boolean {
  for (let at = 1; at < marks.length; at += 1) if (marks[at] !== marks[0]) return false;
  return true;
}

const startItem: FindStart = ({ line, container, isDeepest, open }) => {
  if (isDeepest || line.isIndented) return undefined;
  const marker = readListMarker(line, container.kind.type === "paragraph");
  if (!marker) return undefined;
  const { kind } = container;
  const isSameList =
    kind.type === "list" && kind.marker.sign === marker.sign && kind.marker.isOrdered === marker.isOrdered;
  if (!isSameList) open({ type: "list", marker });
  open({ type: "item", marker });
  return "container";
};

const startFootnote: FindStart = ({ line, isDeepest, open }) => {
  if (line.isIndented || line.first !== "[" || isDeepest) return undefined;
  const found = /^\[\^([\p{L}\p{N}_-]{1,40})\]:[ \t]*/u.exec(line.text.slice(line.nextNonspace));
  const label = found?.[1];
  if (!found || label === undefined) return undefined;
  line.skipSpace();
  line.skipCharacters(found[0].length);
  open({ type: "footnote", label });
  return "container";
};

const startIndentedCode: FindStart = ({ line, tip, container, open }) => {
  const isText = tip.kind.type === "paragraph" || container.kind.type === "table";
  if (!line.isIndented || line.isBlank || isText) return undefined;
  line.skipColumns(CODE_INDENT);
  open({ type: "indentedCode" });
  return "leaf";
};

const STARTS: readonly FindStart[] = [
  startQuote,
  startHeading,
  startFence,
  startMath,
  startDetails,
  endDetails,
  startHtml,
  startSetextHeading,
  startTable,
  startRule,
  startItem,
  startFootnote,
  startIndentedCode,
];

/** Every block but an indented one begins with one of these. */
const MAY_START = /[#`~*+_=<>\d|:$\\[-]/;

export function mayStart(line: Line): boolean {
  return line.isIndented || MAY_START.test(line.first);
}

export function findStart(context: StartContext): Start {
  for (const find of STARTS) {
    const start = find(context);
    if (start) return start;
  }
  return undefined;
}
