/** HTML of texts that were rendered, shared by all pages of a process. */
export interface HtmlStore {
  get(key: string): string | undefined;
  set(key: string, html: string): void;
  /** Runs one after the other, so that pages which are rendered in pieces leave room for others between them. */
  inTurn<T>(run: () => Promise<T>): Promise<T>;
}

/** Forgets what was not asked for longest. @param limit characters in all */
export function createHtmlStore(limit: number): HtmlStore {
  const kept = new Map<string, string>();
  let size = 0;
  let last: Promise<unknown> = Promise.resolve();

  function forget(key: string, html: string): void {
    kept.delete(key);
    size -= html.length;
  }

  return {
    get(key) {
      const html = kept.get(key);
      if (html === undefined) return undefined;
      kept.delete(key);
      kept.set(key, html);
      return html;
    },
    set(key, html) {
      const former = kept.get(key);
      if (former !== undefined) forget(key, former);
      if (html.length > limit) return;
      kept.set(key, html);
      size += html.length;
      for (const [oldest, old] of kept) {
        if (size <= limit) return;
        forget(oldest, old);
      }
    },
    inTurn(run) {
      const result = last.then(run);
      last = result.catch(() => undefined);
      return result;
    },
  };
}
