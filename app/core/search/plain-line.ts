/** Where a line begins with the marks of a heading, a quote, a list or a fence. */
const lineStart =
  /^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+(?:\[[ xX]\][ \t]+)?|\d{1,9}[.)][ \t]+|(?:```|~~~)[^\n]*$)/;
const deepest = 8;
/** The line below a table's head, and lines across the page. */
const onlyStrokes = /^[ \t|:*_=-]*$/;
/** A link or a picture: its words stay. Neither part holds what would begin another. */
const link = /!?\[([^\]\n[]{0,300})\]\([^)\n(]{0,500}\)/g;

/**
 * A piece of Markdown as one line of words, for an excerpt: without the strokes that make headings, lists, tables, links
 * and emphasis. The piece may begin and end anywhere. Linear.
 */
export function toPlainLine(piece: string): string {
  const lines = piece.split("\n").map((line) => {
    if (onlyStrokes.test(line)) return "";
    const words = withoutLineStarts(line);
    const cells = words.split("|").length > 2 ? words.replaceAll("|", " ") : words;
    return withoutEmphasis(cells.replaceAll(link, "$1"));
  });
  return lines.join("\n").replaceAll(/\s+/gu, " ").trim();
}

/** A list in a quote in a list: one mark after the other. */
function withoutLineStarts(line: string): string {
  let rest = line;
  for (let depth = 0; depth < deepest && lineStart.test(rest); depth += 1) rest = rest.replace(lineStart, "");
  return rest;
}

/** Marks that stand in pairs: one alone is a star, an underscore or a tilde that somebody meant. */
function withoutEmphasis(line: string): string {
  let words = line;
  for (const mark of ["***", "**", "__", "~~", "``", "`", "*"]) {
    if (words.split(mark).length > 2) words = words.replaceAll(mark, "");
  }
  // Within a word an underscore is a part of it.
  return words.replaceAll(/(?<![\p{L}\p{N}_])_([^_\n]{1,300})_(?![\p{L}\p{N}_])/gu, "$1");
}
