import type { SearchPage } from "#app/protocol/search.ts";

export interface SearchQuery {
  userId: string;
  /** As `parseSearchTerms` gives them. */
  terms: readonly string[];
  cursor?: string | undefined;
  limit: number;
}

export interface SearchReader {
  /**
   * The user's titles and messages in which all terms occur: titles first, then the newest message first. Looks back
   * for a bounded time; a page may then be short and still have a `nextCursor`.
   * @throws AppError invalid_request for a foreign cursor
   */
  search(query: SearchQuery): Promise<SearchPage>;
}
