import { useState } from "react";
import { useChat } from "#app/chat-client/chat-context.tsx";
import { queuedSends } from "#app/chat-client/thread-rows.ts";
import { useText } from "#app/i18n/use-text.ts";

/** More would be a conversation of its own. */
const maxQueued = 5;

interface SendingOptions {
  conversationId: string;
  startsConversation: boolean;
  /** Undefined where there is no choice. */
  model: string | undefined;
  /** In UTF-16 code units. */
  maxLength: number;
  isRunning: boolean;
  firstError: string | undefined;
}

interface Sending {
  /** Why the last text was not taken. */
  error: string | undefined;
  /** Sends a text, or queues it while an answer is written. @returns false when it was not taken */
  send(content: string): boolean;
}

/** Takes what was written, and says beside the field what is wrong with it. */
export function useSending(options: SendingOptions): Sending {
  const { conversationId, startsConversation, model, maxLength, isRunning } = options;
  const t = useText();
  const { client, store } = useChat();
  const [error, setError] = useState(options.firstError);

  function findFault(content: string): string | undefined {
    if (content.length > maxLength) {
      return t("composer.tooLong", { length: content.length, limit: maxLength });
    }
    const queued = queuedSends(store.getState().pending, conversationId).length;
    return isRunning && queued >= maxQueued ? t("queued.full", { limit: maxQueued }) : undefined;
  }

  function send(content: string): boolean {
    const fault = findFault(content);
    setError(fault);
    if (fault !== undefined || !client) return false;
    const message = { conversationId, content, startsConversation, model };
    if (isRunning) client.queue(message);
    else client.send(message);
    return true;
  }

  return { error, send };
}
