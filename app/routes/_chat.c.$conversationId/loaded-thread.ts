import { useNavigate, useNavigationType } from "@remix-run/react";
import { useEffect, useRef } from "react";
import { useChat } from "#app/chat-client/chat-context.tsx";
import type { LoadedConversation } from "./conversation-page.tsx";
import { revealMessage } from "./reveal-message.ts";

/** Hands each newly loaded page to the store, and the conversation too: the list may not reach back to it. */
export function useLoadedThread({ conversation, messages, part }: LoadedConversation): void {
  const { store } = useChat();
  const navigationType: string = useNavigationType();
  const isComingBack = navigationType === "POP";
  const isFirst = useRef(true);
  useEffect(() => {
    if (!store.getState().conversations[conversation.id]) {
      store.dispatch({ type: "conversation.saved", conversation, at: 0 });
    }
    // Another version is only looked at: what this tab knows of the conversation stays as it is.
    if (part?.isElsewhere === true) return;
    const page = { conversationId: conversation.id, ...messages };
    const thread = store.getState().threads[conversation.id];
    // Whoever opens a conversation sees its end, and whoever comes back what was there before.
    const isOpened = isFirst.current && !isComingBack && thread !== undefined && thread.nextAfter !== null;
    isFirst.current = false;
    if (part !== null) store.dispatch({ type: "thread.placed", ...page });
    else store.dispatch({ type: isOpened ? "thread.placed" : "thread.loaded", ...page });
  }, [store, conversation, messages, part, isComingBack]);
}

/** Shows the message that the address asks for; unless that is another version, the address is the conversation's again. */
export function useAskedPart({ conversation, part }: LoadedConversation): void {
  const navigate = useNavigate();
  const path = `/c/${conversation.id}`;
  useEffect(() => {
    if (part === null) return;
    if (part.name === "at") requestAnimationFrame(() => revealMessage(part.messageId));
    if (!part.isElsewhere) navigate(path, { replace: true, preventScrollReset: true });
  }, [part, path, navigate]);
}
