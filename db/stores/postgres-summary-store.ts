import { and, eq, inArray } from "drizzle-orm";
import type { SummaryStore } from "#app/core/context-window/summary-store.ts";
import type { Database } from "../database.ts";
import { conversationSummaries } from "../schema/summaries.ts";
import { orUnavailable } from "./primary-errors.ts";

export function createPostgresSummaryStore({ db }: Database): SummaryStore {
  return {
    async findSummary({ userId, conversationId, messageIds }) {
      const rows = await orUnavailable(() =>
        db
          .select({ messageId: conversationSummaries.messageId, content: conversationSummaries.content })
          .from(conversationSummaries)
          .where(
            and(
              eq(conversationSummaries.userId, userId),
              eq(conversationSummaries.conversationId, conversationId),
              inArray(conversationSummaries.messageId, [...messageIds]),
            ),
          ),
      );
      return rows.toSorted((a, b) => messageIds.indexOf(b.messageId) - messageIds.indexOf(a.messageId))[0];
    },

    async saveSummary({ userId, conversationId, summary }) {
      await orUnavailable(() =>
        db
          .insert(conversationSummaries)
          .values({ userId, conversationId, ...summary })
          .onConflictDoUpdate({
            target: [conversationSummaries.conversationId, conversationSummaries.messageId],
            set: { content: summary.content },
          }),
      );
    },
  };
}
