import { useMemo } from "react";
import { useChat, useChatState } from "#app/chat-client/chat-context.tsx";
import { queuedSends } from "#app/chat-client/thread-rows.ts";
import { QueuedMessages } from "#app/ui/composer/queued-messages.tsx";

interface QueuedSendsProps {
  conversationId: string;
  /** Puts a text back into the field, unless another was begun. */
  onTakeBack(content: string): void;
}

/** The messages of this tab that wait for the running answer. */
export function QueuedSends({ conversationId, onTakeBack }: QueuedSendsProps) {
  const { client } = useChat();
  const pending = useChatState((state) => state.pending);
  const messages = useMemo(() => queuedSends(pending, conversationId), [pending, conversationId]);

  function takeBack(id: string): void {
    const message = messages.find((other) => other.id === id);
    client?.drop(id);
    if (message) onTakeBack(message.content);
  }

  return <QueuedMessages messages={messages} onEdit={takeBack} onCancel={(id) => client?.drop(id)} />;
}
