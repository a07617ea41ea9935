import type { PendingSend } from "./chat-state.ts";

/** The part of `Storage` that is used. */
export type TextStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export interface Outbox {
  load(): PendingSend[];
  save(pending: readonly PendingSend[]): void;
}

/**
 * Keeps unaccepted messages over a reload of the tab. They are sent again under the same ids, so that none
 * is lost and none comes twice.
 */
export function createOutbox(storage: TextStorage, userId: string): Outbox {
  const key = `outbox:${userId}`;
  return {
    load: () => parsePending(storage.getItem(key)),
    save(pending) {
      if (pending.length === 0) storage.removeItem(key);
      else storage.setItem(key, JSON.stringify(pending));
    },
  };
}

function parsePending(text: string | null): PendingSend[] {
  if (text === null) return [];
  try {
    const pending: unknown = JSON.parse(text);
    return Array.isArray(pending) ? pending.filter(isPendingSend) : [];
  } catch {
    // Not written by us: there is nothing in it to send.
    return [];
  }
}

function isPendingSend(value: unknown): value is PendingSend {
  return (
    typeof value === "object" &&
    value !== null &&
    "id" in value &&
    typeof value.id === "string" &&
    "conversationId" in value &&
    typeof value.conversationId === "string" &&
    "kind" in value
  );
}
