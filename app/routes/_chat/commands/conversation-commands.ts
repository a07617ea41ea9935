import { useMemo } from "react";
import { requestApi } from "#app/chat-client/api-request.ts";
import { useChat } from "#app/chat-client/chat-context.tsx";
import { useErrorText } from "#app/i18n/error-text.ts";
import { useText } from "#app/i18n/use-text.ts";
import type { Conversation } from "#app/protocol/resources.ts";
import { useToast } from "#app/ui/toasts/toasts.tsx";

export interface ConversationWrites {
  rename(conversation: Conversation, title: string): void;
  /** Keeps the model that its next messages go to. */
  chooseModel(conversation: Conversation, model: string): void;
  pin(conversation: Conversation, pinned: boolean): void;
  markRead(conversation: Conversation): void;
  /** Lets the model make a title. */
  generateTitle(conversation: Conversation): void;
}

/**
 * Changes conversations: shown at once, taken back with the reason when the server refuses. What the server made of it
 * comes by its frames, as to every other tab.
 */
export function useConversationWrites(): ConversationWrites {
  const { store } = useChat();
  const t = useText();
  const errorText = useErrorText();
  const showToast = useToast();
  return useMemo(() => {
    const save = (conversation: Conversation) =>
      store.dispatch({ type: "conversation.saved", conversation, at: Date.now() });

    async function patch(before: Conversation, change: Partial<Conversation>): Promise<void> {
      save({ ...before, ...change });
      const { problem } = await requestApi(`/api/conversations/${before.id}`, {
        method: "PATCH",
        body: change,
      });
      if (!problem) return;
      save(before);
      store.dispatch({ type: "problem.met", problem });
    }

    return {
      rename: (conversation, title) => void patch(conversation, { title }),
      chooseModel: (conversation, model) => void patch(conversation, { model }),
      pin: (conversation, pinned) => void patch(conversation, { pinned }),
      markRead(conversation) {
        save({ ...conversation, unread: false });
        // Nobody waits for it, and the next answer asks again.
        void requestApi(`/api/conversations/${conversation.id}`, {
          method: "PATCH",
          body: { unread: false },
        });
      },
      generateTitle({ id }) {
        void requestApi(`/api/conversations/${id}/title`, { method: "POST" }).then(({ problem }) => {
          if (problem) showToast({ text: t("conversation.titleFailed", { reason: errorText(problem) }) });
        });
      },
    };
  }, [store, t, errorText, showToast]);
}
