import type { Token, Tokens } from "marked";

/**
 * `next` with its tokens replaced by the equal ones of `previous` (compared in order, blank lines aside), so
 * that React's memo sees what did not change. Source with brackets counts as changed: a reference link can read
 * the same and yet lead elsewhere once its definition has come.
 */
export function reuseTokens(previous: readonly Token[], next: readonly Token[]): Token[] {
  const former = previous.filter((token) => token.type !== "space");
  let position = 0;
  return next.map((token) => (token.type === "space" ? token : reuseToken(former[position++], token)));
}

function reuseToken(previous: Token | undefined, next: Token): Token {
  if (previous === undefined || previous.type !== next.type) return next;
  if (isSameSource(previous.raw, next.raw)) return previous;
  if (isList(previous) && isList(next)) return { ...next, items: reuseItems(previous, next) };
  if (isTable(previous) && isTable(next)) return { ...next, rows: reuseRows(previous, next) };
  return next;
}

function isSameSource(previous: string | undefined, next: string): boolean {
  return previous === next && !next.includes("[");
}

function isList(token: Token): token is Tokens.List {
  return token.type === "list";
}

function isTable(token: Token): token is Tokens.Table {
  return token.type === "table";
}

/** Looseness is the list's: it changes how an item is shown though the item's source is the same. */
function reuseItems(previous: Tokens.List, next: Tokens.List): Tokens.ListItem[] {
  return next.items.map((item, index) => {
    const former = previous.items[index];
    if (former === undefined || former.loose !== item.loose) return item;
    if (isSameSource(former.raw, item.raw)) return former;
    return { ...item, tokens: reuseTokens(former.tokens, item.tokens) };
  });
}

function reuseRows(previous: Tokens.Table, next: Tokens.Table): Tokens.TableCell[][] {
  return next.rows.map((row, index) => {
    const former = previous.rows[index];
    return former !== undefined && isSameRow(former, row) ? former : row;
  });
}

function isSameRow(previous: readonly Tokens.TableCell[], next: readonly Tokens.TableCell[]): boolean {
  return (
    previous.length === next.length &&
    next.every((cell, column) => {
      const former = previous[column];
      return isSameSource(former?.text, cell.text) && former?.align === cell.align;
    })
  );
}
