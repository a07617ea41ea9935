import type { KeptShare } from "#app/core/sharing/share-store.ts";

export interface ShareRow extends Record<string, unknown> {
  id: string;
  conversation_id: string;
  title: string;
  created_at: string;
}

export function toShare(row: ShareRow): KeptShare {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    title: row.title,
    createdAt: new Date(row.created_at).toISOString(),
  };
}
