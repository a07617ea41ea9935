import type { ChatMessage } from "../talk/chat-message.ts";

/** The prompt of a conversation, in the template of Zephyr. A last message of the assistant stays open, to be continued. */
export function applyChatTemplate(messages: readonly ChatMessage[]): string {
  const last = messages.at(-1);
  const isContinued = last?.role === "assistant";
  const closed = (isContinued ? messages.slice(0, -1) : messages).map(
    ({ role, content }) => `<|${role}|>\n${content}</s>\n`,
  );
  return `${closed.join("")}<|assistant|>\n${isContinued ? last.content : ""}`;
}
