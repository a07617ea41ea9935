import type { SearchHit } from "#app/protocol/search.ts";

/** Where a hit is shown: the conversation, at the message. */
export function hitAddress({ conversationId, messageId }: SearchHit): string {
  return messageId === null ? `/c/${conversationId}` : `/c/${conversationId}?at=${messageId}`;
}
