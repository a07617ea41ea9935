import { useMemo, type ReactNode } from "react";
import { requestApi } from "#app/chat-client/api-request.ts";
import { useChat } from "#app/chat-client/chat-context.tsx";
import { useErrorText } from "#app/i18n/error-text.ts";
import { useText } from "#app/i18n/use-text.ts";
import type { Feedback, Message } from "#app/protocol/resources.ts";
import { MessageCommandsProvider, type MessageCommands } from "#app/ui/messages/message-commands.ts";
import { useToast } from "#app/ui/toasts/toasts.tsx";
import { keptTextsOf } from "../conversation/draft.ts";
import type { Deletion } from "./deletion.ts";

interface MessageCommandsHostProps extends Pick<Deletion, "removeBranch"> {
  userId: string;
  children: ReactNode;
}

/** Offers to all messages below what can be done with them, from when the page is alive. */
export function MessageCommandsHost({ userId, removeBranch, children }: MessageCommandsHostProps) {
  const { store, client } = useChat();
  const t = useText();
  const errorText = useErrorText();
  const showToast = useToast();
  const isAlive = client !== undefined;
  const commands = useMemo<MessageCommands | undefined>(() => {
    if (!isAlive) return undefined;

    /** Shown at once; taken back, with the reason, when the server refuses. */
    async function save(message: Message, feedback: Feedback | null): Promise<boolean> {
      store.dispatch({ type: "message.saved", message: withFeedback(message, feedback) });
      const { id } = message;
      const body = feedback ?? { value: null };
      const { problem } = await requestApi(`/api/messages/${id}/feedback`, { method: "PUT", body });
      if (!problem) return true;
      store.dispatch({ type: "message.saved", message });
      showToast({ text: t("feedback.failed", { reason: errorText(problem) }) });
      return false;
    }

    /** A thumb is seen where it is; only what is seen nowhere is said: a comment, and one that went with its thumb. */
    async function saveAndSay(message: Message, feedback: Feedback | null): Promise<void> {
      const hadComment = message.feedback?.comment !== undefined && feedback?.comment === undefined;
      if (!(await save(message, feedback)) || (feedback?.comment === undefined && !hadComment)) return;
      const changed = withFeedback(message, feedback);
      const run = () => void save(changed, message.feedback ?? null);
      const text = t(feedback ? "feedback.kept" : "feedback.takenBack");
      showToast({ kind: "feedback", text, action: { label: t("action.undo"), run } });
    }

    return {
      onFeedback: (message, feedback) => void saveAndSay(message, feedback),
      onDelete: removeBranch,
      keptEdit: (messageId) => keptTextsOf(userId).load(`edit:${messageId}`),
      keepEdit: (messageId, content) => keptTextsOf(userId).keep(`edit:${messageId}`, content),
    };
  }, [isAlive, store, t, errorText, showToast, removeBranch, userId]);
  return <MessageCommandsProvider value={commands}>{children}</MessageCommandsProvider>;
}

function withFeedback({ feedback: _before, ...message }: Message, feedback: Feedback | null): Message {
  return feedback ? { ...message, feedback } : message;
}
