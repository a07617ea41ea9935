import type { ChatState } from "./chat-state.ts";
import { reduceChat, type ChatEvent } from "./reduce-chat.ts";

/** How long the tokens of a growing answer are gathered before anything renders, in milliseconds. */
const renderIntervalMs = 50;

export interface ChatStore {
  getState(): ChatState;
  /** The state it was made with: what the server rendered. */
  getInitialState(): ChatState;
  dispatch(event: ChatEvent): void;
  /** @returns the function that ends the subscription */
  subscribe(listener: () => void): () => void;
}

/** Keeps the chat outside React. Deltas wake the subscribers at most every 50 ms, everything else at once. */
export function createChatStore(initialState: ChatState): ChatStore {
  const listeners = new Set<() => void>();
  let state = initialState;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function notify(): void {
    clearTimeout(timer);
    timer = undefined;
    for (const listener of [...listeners]) listener();
  }

  return {
    getState: () => state,
    getInitialState: () => initialState,
    dispatch(event) {
      const next = reduceChat(state, event);
      if (next === state) return;
      state = next;
      if (event.type === "frame" && event.frame.type === "generation.delta") {
        timer ??= setTimeout(notify, renderIntervalMs);
      } else {
        notify();
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
