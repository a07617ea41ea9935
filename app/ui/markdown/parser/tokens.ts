/** What Markdown is read as. Text has its character references replaced; nothing here is HTML. */
export type InlineToken =
  | TextToken
  | { readonly type: "code"; readonly text: string }
  /** A line break as it was written; a hard one had two spaces, a backslash or `<br>`. */
  | { readonly type: "break"; readonly isHard: boolean }
  /** A raw HTML tag, which is shown as text. */
  | { readonly type: "html"; readonly text: string }
  | { readonly type: "strong" | "em" | "del"; readonly tokens: readonly InlineToken[] }
  | { readonly type: "element"; readonly tag: HarmlessTag; readonly tokens: readonly InlineToken[] }
  | LinkToken
  | ImageToken
  | MathToken
  | { readonly type: "footnoteMark"; readonly label: string };

export interface TextToken {
  readonly type: "text";
  readonly text: string;
}

export interface LinkToken {
  readonly type: "link";
  readonly href: string;
  readonly title: string;
  /** An address that stands for itself. */
  readonly isBare: boolean;
  readonly tokens: readonly InlineToken[];
}

export interface ImageToken {
  readonly type: "image";
  readonly href: string;
  readonly title: string;
  readonly text: string;
}

/** TeX between its delimiters. As a block it stands alone, else within a line. */
export interface MathToken {
  readonly type: "math";
  /** The TeX, without its delimiters but for `\begin` and `\end`. */
  readonly text: string;
  readonly isDisplay: boolean;
  /** The text ends before the closing delimiter, because it still grows. */
  readonly isOpen: boolean;
}

/** Tags that become elements when they stand without attributes; all others are shown as text. */
export type HarmlessTag = (typeof HARMLESS_TAGS)[number];
export const HARMLESS_TAGS = [
  "b",
  "del",
  "em",
  "i",
  "ins",
  "kbd",
  "mark",
  "s",
  "small",
  "strong",
  "sub",
  "sup",
  "u",
] as const;

interface Source {
  /** As it was written, from the line in which it begins. */
  readonly raw: string;
}

export interface ParagraphToken extends Source {
  readonly type: "paragraph";
  readonly tokens: readonly InlineToken[];
}

export interface HeadingToken extends Source {
  readonly type: "heading";
  readonly depth: number;
  readonly tokens: readonly InlineToken[];
}

export interface CodeToken extends Source {
  readonly type: "code";
  readonly text: string;
  /** What stands behind the opening fence; empty for indented code. */
  readonly info: string;
  /** The closing fence is there, or none is needed. */
  readonly isClosed: boolean;
}

export interface ListToken extends Source {
  readonly type: "list";
  readonly isOrdered: boolean;
  readonly start: number;
  /** Its items are set apart as paragraphs are. */
  readonly isLoose: boolean;
  readonly items: readonly ItemToken[];
}

export interface ItemToken extends Source {
  readonly type: "item";
  /** Of a task, whether it is done; undefined for any other item. */
  readonly isDone: boolean | undefined;
  readonly blocks: readonly BlockToken[];
}

export interface QuoteToken extends Source {
  readonly type: "quote";
  readonly blocks: readonly BlockToken[];
}

export type Alignment = "left" | "center" | "right" | undefined;

export interface CellToken {
  readonly text: string;
  readonly tokens: readonly InlineToken[];
}

export interface TableToken extends Source {
  readonly type: "table";
  readonly alignments: readonly Alignment[];
  readonly header: readonly CellToken[];
  /** A row may have fewer cells than the header, never more. */
  readonly rows: readonly (readonly CellToken[])[];
}

export interface DetailsToken extends Source {
  readonly type: "details";
  readonly summary: readonly InlineToken[];
  readonly blocks: readonly BlockToken[];
}

export interface FootnoteToken extends Source {
  readonly type: "footnote";
  readonly label: string;
  readonly blocks: readonly BlockToken[];
}

export type BlockToken =
  | ParagraphToken
  | HeadingToken
  | CodeToken
  | ListToken
  | QuoteToken
  | TableToken
  | DetailsToken
  | FootnoteToken
  | (Source & MathToken)
  | (Source & { readonly type: "rule" })
  /** Raw HTML, which is shown as text. */
  | (Source & { readonly type: "html"; readonly text: string })
  /** Markdown that is shown as it was written. */
  | (Source & { readonly type: "source" });

export interface LinkTarget {
  readonly href: string;
  readonly title: string;
}

/** Targets of reference links, by normalised label. */
export type LinkTargets = ReadonlyMap<string, LinkTarget>;
