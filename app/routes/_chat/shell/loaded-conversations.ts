import { useEffect } from "react";
import type { ChatStore } from "#app/chat-client/chat-store.ts";
import type { ChatData } from "../chat-data.server.ts";

/** Hands each newly loaded list of conversations to the store. */
export function useLoadedConversations(store: ChatStore, { conversations, requestedAt }: ChatData): void {
  useEffect(() => {
    store.dispatch({ type: "conversations.loaded", ...conversations, isFirst: true, requestedAt });
  }, [store, conversations, requestedAt]);
}
