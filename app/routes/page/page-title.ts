interface Match {
  id: string;
  data: unknown;
}

interface PageData {
  /** Empty: the product's name. */
  pageTitle: string;
  /** For link previews and search engines; absent: the product's. */
  pageDescription?: string;
}

/** The title and description that a page's loader gave; the product's where the loader failed. For `meta`. */
export function pageTitle(data: PageData | undefined, matches: readonly Match[]) {
  const app = findApp(matches);
  return [
    { title: data?.pageTitle || (app?.name ?? "") },
    { name: "description", content: data?.pageDescription ?? app?.description ?? "" },
  ];
}

function findApp(matches: readonly Match[]) {
  const root = matches.find(({ id }) => id === "root")?.data;
  return isRootData(root) ? root.app : undefined;
}

function isRootData(data: unknown): data is { app: { name: string; description: string } } {
  return typeof data === "object" && data !== null && "app" in data;
}
