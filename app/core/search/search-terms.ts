/** More words than this only make the search slower. */
const maxTerms = 8;

/**
 * The words of a query: all must occur. What stands in double quotes is one term, spaces included.
 * @returns at least one term for a query that is not blank, each in Unicode's composed form
 */
export function parseSearchTerms(query: string): string[] {
  const terms = [...query.normalize("NFC").matchAll(/"([^"]+)"|([^\s"]+)/g)]
    .map(([, quoted, word]) => (quoted ?? word ?? "").trim())
    .filter((term) => term !== "");
  const distinct = [...new Set(terms)];
  return distinct.length > 0 ? distinct.slice(0, maxTerms) : [query];
}
