import type { BlockToken, CellToken, ItemToken, ListToken, TableToken } from "./parser/tokens.ts";

/**
 * `next` with its tokens replaced by the equal ones of `previous`, compared in order, so that React's memo sees what did
 * not change. The last one is where a text grows: what is shown of it was completed and does not count. Nor does source
 * with brackets: a reference link can read the same and yet lead elsewhere once its definition has come.
 */
export function reuseTokens(previous: readonly BlockToken[], next: readonly BlockToken[]): BlockToken[] {
  return next.map((token, index) => reuseToken(previous[index], token, index === previous.length - 1));
}

function reuseToken(previous: BlockToken | undefined, next: BlockToken, isLast: boolean): BlockToken {
  if (previous?.type !== next.type) return next;
  if (!isLast && isSameSource(previous.raw, next.raw)) return previous;
  if (previous.type === "list" && next.type === "list") return { ...next, items: reuseItems(previous, next) };
  if (previous.type === "table" && next.type === "table") return { ...next, rows: reuseRows(previous, next) };
  return next;
}

function isSameSource(previous: string | undefined, next: string): boolean {
  return previous === next && !next.includes("[");
}

function reuseItems(previous: ListToken, next: ListToken): ItemToken[] {
  return next.items.map((item, index) => {
    const former = previous.items[index];
    if (former === undefined) return item;
    const isLast = index === previous.items.length - 1;
    if (!isLast && isSameSource(former.raw, item.raw)) return former;
    return { ...item, blocks: reuseTokens(former.blocks, item.blocks) };
  });
}

function reuseRows(previous: TableToken, next: TableToken): (readonly CellToken[])[] {
  return next.rows.map((row, index) => {
    const former = previous.rows[index];
    const isLast = index === previous.rows.length - 1;
    return !isLast && former !== undefined && isSameRow(former, row) ? former : row;
  });
}

function isSameRow(previous: readonly CellToken[], next: readonly CellToken[]): boolean {
  return (
    previous.length === next.length &&
    next.every((cell, column) => isSameSource(previous[column]?.text, cell.text))
  );
}
