import { isSpaceOrTab } from "./characters.ts";
import type { Line } from "./line.ts";
import type { ListMarker } from "./open-block.ts";

const MAX_PADDING = 5;
const BULLET = /[*+-]/y;
const NUMBER = /(\d{1,9})([.)])/y;

/** Reads the marker of an item and goes to the item's text; the line stays where it was when there is none. */
export function readListMarker(line: Line, interruptsParagraph: boolean): ListMarker | undefined {
  const found = findMarker(line);
  if (!found) return undefined;
  const { text, isOrdered, start, sign } = found;
  const behind = line.nextNonspace + text.length;
  const follower = line.text.charAt(behind);
  if (follower !== "" && !isSpaceOrTab(follower)) return undefined;
  if (interruptsParagraph && (isRestBlank(line.text, behind) || (isOrdered && start !== 1))) return undefined;
  const { indent } = line;
  line.skipSpace();
  line.skipCharacters(text.length);
  return { isOrdered, start, sign, indent, padding: text.length + skipPadding(line) };
}

function findMarker({ text, nextNonspace, first }: Line) {
  if (first === "" || !/[\d*+-]/.test(first)) return undefined;
  BULLET.lastIndex = nextNonspace;
  if (BULLET.test(text)) return { text: first, isOrdered: false, start: 0, sign: first };
  NUMBER.lastIndex = nextNonspace;
  const [whole, digits = "", sign = ""] = NUMBER.exec(text) ?? [];
  return whole === undefined ? undefined : { text: whole, isOrdered: true, start: Number(digits), sign };
}

function isRestBlank(text: string, start: number): boolean {
  let at = start;
  while (isSpaceOrTab(text.charAt(at))) at += 1;
  return at >= text.length;
}

/** One to four columns of space belong to the marker; more are the item's own indentation. */
function skipPadding(line: Line): number {
  const goBack = line.mark();
  const { column } = line;
  do {
    line.skipColumns(1);
  } while (line.column - column < MAX_PADDING && isSpaceOrTab(line.text.charAt(line.offset)));
  const width = line.column - column;
  const isItemBlank = line.offset >= line.text.length;
  if (width < MAX_PADDING && width >= 1 && !isItemBlank) return width;
  goBack();
  line.skipOneSpace();
  return 1;
}
