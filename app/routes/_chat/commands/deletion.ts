import { useNavigate } from "@remix-run/react";
import { useMemo } from "react";
import { requestApi } from "#app/chat-client/api-request.ts";
import { useChat } from "#app/chat-client/chat-context.tsx";
import type { SendFailure } from "#app/chat-client/chat-state.ts";
import { useErrorText } from "#app/i18n/error-text.ts";
import { useText } from "#app/i18n/use-text.ts";
import type { Conversation, Message } from "#app/protocol/resources.ts";
import { useToast } from "#app/ui/toasts/toasts.tsx";

export interface Deletion {
  /** Deletes at once; can be undone for a while, by the server. */
  removeConversations(conversations: readonly Conversation[]): void;
  /** Removes a message with all that follows it, for good. */
  removeBranch(message: Message): void;
}

/**
 * Deletes on the server as soon as it is asked for, so that nothing is kept in this tab that a reload could lose. What
 * the server refuses to delete is shown again, with the reason.
 */
export function useDeletion(currentId: string | undefined): Deletion {
  const { store } = useChat();
  const t = useText();
  const errorText = useErrorText();
  const showToast = useToast();
  const navigate = useNavigate();
  return useMemo(() => {
    const nameOf = ({ title }: Conversation) => title || t("conversation.untitled");
    const restore = (conversation: Conversation) =>
      store.dispatch({ type: "conversation.restored", conversation, at: Date.now() });

    async function undo(conversations: readonly Conversation[], openedId: string | undefined): Promise<void> {
      for (const conversation of conversations) {
        const { problem } = await requestApi(`/api/conversations/${conversation.id}/restore`, {
          method: "POST",
        });
        if (problem) {
          showToast({
            text: t("conversation.restoreFailed", {
              title: nameOf(conversation),
              reason: errorText(problem),
            }),
          });
        } else restore(conversation);
      }
      if (openedId !== undefined) navigate(`/c/${openedId}`);
    }

    async function remove(conversations: readonly Conversation[]): Promise<void> {
      const openedId = conversations.find(({ id }) => id === currentId)?.id;
      for (const { id } of conversations) store.dispatch({ type: "conversation.hidden", conversationId: id });
      if (openedId !== undefined) navigate("/");
      const deleted: Conversation[] = [];
      for (const conversation of conversations) {
        const { problem } = await requestApi(`/api/conversations/${conversation.id}`, { method: "DELETE" });
        if (!problem) {
          deleted.push(conversation);
          continue;
        }
        restore(conversation);
        showToast({
          text: t("conversation.deleteFailed", { title: nameOf(conversation), reason: errorText(problem) }),
        });
      }
      const [first] = deleted;
      if (!first) return;
      const count = deleted.length;
      showToast({
        kind: `deleted ${first.id}`,
        text:
          count === 1
            ? t("conversation.deleted", { title: nameOf(first) })
            : t("conversation.deletedMany", { count }),
        action: { label: t("action.undo"), run: () => void undo(deleted, openedId) },
      });
    }

    return {
      removeConversations: (conversations) => void remove(conversations),
      removeBranch({ id: messageId, conversationId }) {
        store.dispatch({ type: "branch.hidden", conversationId, messageId });
        void deleteWhenQuiet(`/api/messages/${messageId}`).then((problem) => {
          if (!problem) return;
          store.dispatch({ type: "branch.shown", conversationId, messageId });
          showToast({ text: t("message.deleteFailed", { reason: errorText(problem) }) });
        });
      },
    };
  }, [store, t, errorText, showToast, navigate, currentId]);
}

/** While an answer is written, its conversation cannot lose messages: then it is tried again for a moment. */
const busyRetryMs = 1_000;
const busyRetries = 5;

async function deleteWhenQuiet(path: string): Promise<SendFailure | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const { problem } = await requestApi(path, { method: "DELETE" });
    if (problem?.code !== "conflict" || attempt === busyRetries) return problem;
    await new Promise((resolve) => setTimeout(resolve, busyRetryMs));
  }
}
