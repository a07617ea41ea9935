/** What a line holds while only its block marker has arrived: `##`, `**`, `---`, `1.`, a table's `|--`. */
const MARKER_LINE =
  /^[ \t>]*(?:>|#{1,6}|(?:[-*_][ \t]*)+|=+|\+|`+|~+|\d{1,9}[.)]|\|[ \t:|-]*|:?-[ \t:|-]*)[ \t]*$/;

export function readLastLine(source: string): string {
  return source.slice(source.lastIndexOf("\n") + 1);
}

/** Whether the last line is nothing but a marker so far, and so may turn into any kind of block. */
export function endsInMarker(source: string): boolean {
  return MARKER_LINE.test(readLastLine(source));
}

/** A line of digits after a list may become the next item; until then marked takes it for a paragraph. */
export function isItemNumber(line: string): boolean {
  return /^ {0,3}\d{1,9}$/.test(line);
}
