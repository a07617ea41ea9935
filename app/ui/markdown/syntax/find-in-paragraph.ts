/** As far as a block is looked for behind the beginning of a paragraph, in UTF-16 code units. */
const reach = 2_000;

/**
 * Where a block that may interrupt a paragraph begins; `pattern` starts with the line end before it. Nothing behind
 * the paragraph is searched: else every paragraph of a long text would be, to its end.
 */
export function findInParagraph(source: string, pattern: RegExp): number | undefined {
  const near = source.slice(0, reach);
  const end = near.search(/\n[ \t]*\n/);
  const index = (end < 0 ? near : near.slice(0, end)).search(pattern);
  return index < 0 ? undefined : index + 1;
}
