const maxLength = 2_000;
/** Path segments of plain characters, none of them empty, then a query and a fragment without spaces. */
const plainTarget = /^(?:\/[\w.~-]+)*\/?(?:\?[!-~]*)?$/;

/**
 * The one parser of an address on this site that a request names, such as where to go back to.
 * @returns undefined for what is not plainly a path of ours, as browsers read it: they drop tabs and line breaks, take
 * `\` for `/`, and resolve `.` and `..`
 */
export function findLocalTarget(value: unknown): string | undefined {
  if (typeof value !== "string" || !value.startsWith("/") || value.length > maxLength) return undefined;
  if (!plainTarget.test(value)) return undefined;
  const { pathname, search } = new URL(value, "http://localhost");
  return pathname + search === value ? value : undefined;
}
