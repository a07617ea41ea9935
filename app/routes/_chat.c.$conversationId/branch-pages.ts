import { useCallback, useRef, useState, type RefObject } from "react";
import { flushSync } from "react-dom";
import { requestApi } from "#app/chat-client/api-request.ts";
import { useChat } from "#app/chat-client/chat-context.tsx";
import type { SendFailure } from "#app/chat-client/chat-state.ts";
import type { MessagePage } from "#app/protocol/responses.ts";
import { keepPlace } from "./keep-place.ts";

interface BranchPages {
  /** Fetches the page before or behind what is shown. What is being read stays where it is on the screen. */
  extend(direction: "before" | "after"): Promise<void>;
  /** Shows a message with what is around it. @returns whether it is there */
  placeAround(messageId: string): Promise<boolean>;
  /** Shows the newest page. @returns whether it came */
  placeNewest(): Promise<boolean>;
  isLoading: boolean;
  problem: SendFailure | undefined;
}

/** Pages through the branch of a conversation. `insideRef` is an element within the list that scrolls. */
export function useBranchPages(conversationId: string, insideRef: RefObject<HTMLElement>): BranchPages {
  const { store } = useChat();
  const isUnderWay = useRef(false);
  const [isLoading, setLoading] = useState(false);
  const [problem, setProblem] = useState<SendFailure>();

  const fetchPage = useCallback(
    async (query: Record<string, string>): Promise<MessagePage | undefined> => {
      if (isUnderWay.current) return undefined;
      isUnderWay.current = true;
      setLoading(true);
      const address = `/api/conversations/${conversationId}/messages?${new URLSearchParams(query)}`;
      const result = await requestApi(address);
      isUnderWay.current = false;
      setLoading(false);
      setProblem(result.problem);
      return !result.problem && isMessagePage(result.body) ? result.body : undefined;
    },
    [conversationId],
  );

  const extend = useCallback(
    async (direction: "before" | "after"): Promise<void> => {
      const thread = store.getState().threads[conversationId];
      const from = direction === "before" ? thread?.nextBefore : thread?.nextAfter;
      if (from == null) return;
      const page = await fetchPage({ [direction]: from });
      if (!page) return;
      const place = { conversationId, ...page };
      keepPlace(insideRef.current, () => {
        flushSync(() => {
          if (direction === "before") store.dispatch({ type: "thread.extended", before: from, ...place });
          else store.dispatch({ type: "thread.continued", after: from, ...place });
        });
      });
    },
    [store, conversationId, fetchPage, insideRef],
  );

  const place = useCallback(
    async (query: Record<string, string>): Promise<boolean> => {
      const page = await fetchPage(query);
      if (!page) return false;
      flushSync(() => store.dispatch({ type: "thread.placed", conversationId, ...page }));
      return true;
    },
    [store, conversationId, fetchPage],
  );
  const placeAround = useCallback((messageId: string) => place({ around: messageId }), [place]);
  const placeNewest = useCallback(() => place({}), [place]);

  return { extend, placeAround, placeNewest, isLoading, problem };
}

/** Our own server's; a proxy's page of text is none. */
function isMessagePage(body: unknown): body is MessagePage {
  return (
    typeof body === "object" &&
    body !== null &&
    "items" in body &&
    Array.isArray(body.items) &&
    "nextBefore" in body
  );
}
