interface Match {
  id: string;
  data: unknown;
}

/** The title that a page's loader gave; the product's name where the loader failed. For `meta`. */
export function pageTitle(data: { pageTitle: string } | undefined, matches: readonly Match[]) {
  return [{ title: data?.pageTitle ?? findAppName(matches) }];
}

function findAppName(matches: readonly Match[]): string {
  const root = matches.find(({ id }) => id === "root")?.data;
  return isRootData(root) ? root.app.name : "";
}

function isRootData(data: unknown): data is { app: { name: string } } {
  return typeof data === "object" && data !== null && "app" in data;
}
