import { useFetcher } from "@remix-run/react";
import { useEffect, useRef } from "react";
import { useChat } from "#app/chat-client/chat-context.tsx";
import type { Conversation } from "#app/protocol/resources.ts";
import type { ConversationAnswer } from "../_chat.c.$conversationId/conversation-answer.ts";

export interface ConversationWrites {
  rename(conversation: Conversation, title: string): void;
  pin(conversation: Conversation, pinned: boolean): void;
  remove(conversation: Conversation): void;
}

/** Changes conversations: shown at once, taken back with the reason when the server refuses. */
export function useConversationWrites(): ConversationWrites {
  const { store } = useChat();
  const fetcher = useFetcher<ConversationAnswer>({ key: "conversation-writes" });
  const undo = useRef<Conversation>();
  const answer = fetcher.data;

  useEffect(() => {
    if (!answer) return;
    const { conversation, deletedId, problem } = answer;
    if (conversation) store.dispatch({ type: "conversation.saved", conversation, at: Date.now() });
    if (deletedId) store.dispatch({ type: "conversation.removed", conversationId: deletedId });
    if (!problem) return;
    if (undo.current)
      store.dispatch({ type: "conversation.saved", conversation: undo.current, at: Date.now() });
    store.dispatch({ type: "problem.met", problem });
  }, [answer, store]);

  function save(
    conversation: Conversation,
    patch: Partial<Conversation>,
    form: Record<string, string>,
  ): void {
    undo.current = conversation;
    const changed = { ...conversation, ...patch };
    store.dispatch({ type: "conversation.saved", conversation: changed, at: Date.now() });
    fetcher.submit(form, { method: "post", action: `/c/${conversation.id}` });
  }

  return {
    rename: (conversation, title) => save(conversation, { title }, { intent: "rename", title }),
    pin: (conversation, pinned) => save(conversation, { pinned }, { intent: "pin", pinned: String(pinned) }),
    remove(conversation) {
      undo.current = undefined;
      fetcher.submit({ intent: "delete" }, { method: "post", action: `/c/${conversation.id}` });
    },
  };
}
