/**
 * How much of one text is read as Markdown. What people and models write stays far below; what is beyond is shown as
 * it was written. Everything the parser does is counted in one of these, so that no text can hold up a server.
 */
export const LIMITS = {
  /** UTF-16 code units of a text. */
  length: 300_000,
  /** One of a quotation within others is more. */
  lines: 12_000,
  /** Paragraphs, items, rows and other blocks; a cell is half a one, a block of code eight. */
  blocks: 4_000,
  /** The same within one list, table or other block of the text. */
  blocksOfOne: 2_000,
  /** Of a table. */
  columns: 128,
  /** Pieces of text and marks within lines. */
  pieces: 24_000,
  /** The same of one paragraph or cell. */
  leafPieces: 6_000,
  /** E-mail addresses in one piece of text. */
  emails: 200,
  /** Lists and quotations within each other, and marks within each other. */
  depth: 32,
} as const;

export interface Budget {
  lines: number;
  blocks: number;
  pieces: number;
  /** Something was left as it was written. */
  isSpent: boolean;
}

export function createBudget(): Budget {
  return { lines: LIMITS.lines, blocks: LIMITS.blocks, pieces: LIMITS.pieces, isSpent: false };
}
