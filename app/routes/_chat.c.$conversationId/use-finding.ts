import { useCallback, useEffect, useRef, useState } from "react";
import { requestApi } from "#app/chat-client/api-request.ts";
import { useBranchPages } from "./branch-pages.ts";
import { clearMarks, revealMessage } from "./reveal-message.ts";

/** The person has paused in writing, in milliseconds. */
const pauseMs = 250;

interface Finding {
  count: number;
  /** Of the message that is shown now; 1 is the oldest. */
  place: number;
  isSearching: boolean;
  hasFailed: boolean;
  /** Goes to the next place or the one before; from the last to the first. */
  move(by: 1 | -1): void;
}

/** Looks for words on the server and shows the messages that hold them, the newest first of all. */
export function useFinding(conversationId: string, words: string): Finding {
  const [found, setFound] = useState<{ words: string; ids: readonly string[]; hasFailed: boolean }>();
  const [index, setIndex] = useState(0);
  const noList = useRef<HTMLElement>(null);
  const { placeAround } = useBranchPages(conversationId, noList);

  const show = useCallback(
    async (id: string | undefined, wanted: string): Promise<void> => {
      if (id === undefined) return clearMarks();
      const parts = wordsOf(wanted);
      if (!revealMessage(id, parts) && (await placeAround(id))) revealMessage(id, parts);
    },
    [placeAround],
  );

  useEffect(() => {
    if (words === "") {
      clearMarks();
      return setFound(undefined);
    }
    const stopped = new AbortController();
    async function search(): Promise<void> {
      const address = `/api/conversations/${conversationId}/find?${new URLSearchParams({ q: words })}`;
      const result = await requestApi(address, { signal: stopped.signal });
      if (stopped.signal.aborted) return;
      const ids = result.problem ? [] : readIds(result.body);
      setFound({ words, ids, hasFailed: result.problem !== undefined });
      setIndex(ids.length - 1);
      await show(ids.at(-1), words);
    }
    const timer = setTimeout(() => void search(), pauseMs);
    return () => {
      clearTimeout(timer);
      stopped.abort();
    };
  }, [conversationId, words, show]);

  const ids = found?.words === words ? found.ids : [];
  return {
    count: ids.length,
    place: index + 1,
    isSearching: found?.words !== words,
    hasFailed: found?.words === words && found.hasFailed,
    move(by) {
      if (ids.length === 0) return;
      const next = (index + by + ids.length) % ids.length;
      setIndex(next);
      void show(ids[next], words);
    },
  };
}

function readIds(body: unknown): string[] {
  if (typeof body !== "object" || body === null || !("messageIds" in body)) return [];
  const { messageIds } = body;
  return Array.isArray(messageIds) ? messageIds.filter((id) => typeof id === "string") : [];
}

/** As the server reads a query: words, and what stands in quotes as one. */
function wordsOf(query: string): string[] {
  return [...query.matchAll(/"([^"]+)"|(\S+)/g)]
    .map(([, quoted, word]) => quoted ?? word ?? "")
    .filter(Boolean);
}
