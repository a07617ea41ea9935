/** What code is painted as; `markdown.css` holds one `::highlight(code-…)` rule for each. */
export type CodePaint =
  | "keyword"
  | "string"
  | "number"
  | "comment"
  | "title"
  | "type"
  | "attribute"
  | "meta"
  | "addition"
  | "deletion";

/**
 * By the first part of highlight.js's scope names; scopes not listed take the paint of what is around them.
 * "none" ends that paint, as an expression within a string does.
 */
const SCOPES: readonly (readonly [CodePaint | "none", string])[] = [
  ["keyword", "keyword literal doctag name selector-tag selector-pseudo"],
  ["string", "string regexp char link code"],
  ["number", "number symbol bullet"],
  ["comment", "comment formula quote"],
  ["title", "title section"],
  ["type", "type built_in selector-class selector-id"],
  ["attribute", "attr attribute property variable template-variable selector-attr"],
  ["meta", "meta template-tag"],
  ["addition", "addition"],
  ["deletion", "deletion"],
  ["none", "operator punctuation function params subst class tag"],
];

const PAINTS: ReadonlyMap<string, CodePaint | "none"> = new Map(
  SCOPES.flatMap(([paint, scopes]) => scopes.split(" ").map((scope) => [scope, paint] as const)),
);

/** The paint of nested scopes, innermost last. */
export function findPaint(scopes: readonly string[]): CodePaint | undefined {
  const paint = scopes.map(findScopePaint).findLast((found) => found !== undefined);
  return paint === "none" ? undefined : paint;
}

function findScopePaint(scope: string): CodePaint | "none" | undefined {
  return PAINTS.get(scope.split(".", 1)[0] ?? scope);
}
