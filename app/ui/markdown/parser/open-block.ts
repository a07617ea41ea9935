import type { Alignment } from "./tokens.ts";

export interface ListMarker {
  readonly isOrdered: boolean;
  readonly start: number;
  /** `-`, `+`, `*`, or what stands behind the number. */
  readonly sign: string;
  readonly indent: number;
  /** Columns from the marker's beginning to the item's text. */
  readonly padding: number;
}

/** What a block is, with what belongs to it alone. */
export type BlockKind =
  | { readonly type: "document" | "quote" | "paragraph" | "rule" }
  | { readonly type: "details"; summary: string }
  | { readonly type: "list" | "item"; readonly marker: ListMarker }
  | { readonly type: "heading"; readonly depth: number; readonly isUnderlined: boolean }
  | { readonly type: "footnote"; readonly label: string }
  | { readonly type: "indentedCode" }
  | FenceKind
  | { readonly type: "html"; readonly end: RegExp | undefined }
  | { readonly type: "math"; readonly closing: string; isClosed: boolean }
  | { readonly type: "table"; readonly header: readonly string[]; readonly alignments: readonly Alignment[] };

export interface FenceKind {
  readonly type: "fence";
  readonly mark: string;
  readonly length: number;
  readonly indent: number;
  readonly info: string;
  /** Of Markdown in a fence: how many fences are open within it. */
  nested: number;
  isClosed: boolean;
}

/** A block while its lines are read. */
export interface OpenBlock {
  kind: BlockKind;
  readonly parent: OpenBlock | undefined;
  readonly children: OpenBlock[];
  /** The text of a leaf, a line each. */
  readonly lines: string[];
  isOpen: boolean;
  /** Where its first line begins in the source, and where its last one ends. */
  start: number;
  end: number;
  firstLine: number;
  lastLine: number;
}

const CONTAINERS: ReadonlySet<string> = new Set(["document", "quote", "details", "item", "footnote"]);

export function holdsBlocks({ kind }: OpenBlock): boolean {
  return CONTAINERS.has(kind.type);
}

/** Takes every line as it is: no block begins in it. */
export function isVerbatim({ kind }: OpenBlock): boolean {
  return (
    kind.type === "fence" || kind.type === "indentedCode" || kind.type === "html" || kind.type === "math"
  );
}
