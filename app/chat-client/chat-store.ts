import type { ChatState } from "./chat-state.ts";
import { reduceChat, type ChatEvent } from "./reduce-chat.ts";

/**
 * The tokens of a growing answer render at most this often, in milliseconds. Each time costs the main thread about
 * 10 ms beside 300 rows, most of it painting: half the interval would keep it busy for over 15 % of the time.
 */
const renderIntervalMs = 100;

export interface ChatStore {
  getState(): ChatState;
  /** The state it was made with: what the server rendered. */
  getInitialState(): ChatState;
  dispatch(event: ChatEvent): void;
  /** @returns the function that ends the subscription */
  subscribe(listener: () => void): () => void;
}

/** Keeps the chat outside React. Deltas wake the subscribers at most every 100 ms, the first and everything else at once. */
export function createChatStore(initialState: ChatState): ChatStore {
  const listeners = new Set<() => void>();
  let state = initialState;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let notifiedAt = -Infinity;

  function notify(): void {
    clearTimeout(timer);
    timer = undefined;
    notifiedAt = performance.now();
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
        timer ??= setTimeout(notify, Math.max(0, notifiedAt + renderIntervalMs - performance.now()));
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
