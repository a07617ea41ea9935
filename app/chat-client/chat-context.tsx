import { createContext, useContext, useSyncExternalStore, type ReactNode } from "react";
import type { ChatClient } from "./chat-client.ts";
import type { ChatState, LiveAnswer } from "./chat-state.ts";
import type { ChatStore } from "./chat-store.ts";

interface Chat {
  store: ChatStore;
  /** Undefined on the server and until the page is alive. */
  client: ChatClient | undefined;
}

const ChatContext = createContext<Chat | undefined>(undefined);

export function ChatProvider({ store, client, children }: Chat & { children: ReactNode }) {
  return <ChatContext.Provider value={{ store, client }}>{children}</ChatContext.Provider>;
}

/** @throws Error outside a ChatProvider */
export function useChat(): Chat {
  const chat = useContext(ChatContext);
  if (!chat) throw new Error("useChat needs a ChatProvider above it");
  return chat;
}

/** A part of the chat; `select` must give the same reference for the same state. */
export function useChatState<T>(select: (state: ChatState) => T): T {
  const { store } = useChat();
  return useSyncExternalStore(
    store.subscribe,
    () => select(store.getState()),
    () => select(store.getInitialState()),
  );
}

/** The growing answer of a generation, or undefined when none is known. Re-renders at most every 100 ms. */
export function useLiveAnswer(generationId: string | undefined): LiveAnswer | undefined {
  return useChatState(({ live }) => (generationId === undefined ? undefined : live[generationId]));
}
