import { withClient } from "../processes/bench-cluster.ts";
import type { RunResult } from "./stream-job.ts";

/** Compares what was streamed with what the primary keeps. Returns what is wrong. */
export async function findStoredDifferences(
  primaryUrl: string,
  answers: RunResult["answers"],
): Promise<string[]> {
  const ids = answers.map(({ conversationId }) => conversationId);
  const rows = await withClient(
    primaryUrl,
    (sql) => sql<{ conversation_id: string; content: string; status: string }[]>`
      select conversation_id, content, status from messages
      where role = 'assistant' and conversation_id = any(${ids}::uuid[])`,
  );
  return answers.flatMap(({ conversationId, text }) => {
    const stored = rows.filter((row) => row.conversation_id === conversationId);
    if (stored.length !== 1) return [`${conversationId}: ${stored.length} answers are stored`];
    const isSame = stored[0]?.content === text && stored[0].status === "complete";
    return isSame ? [] : [`${conversationId}: the stored answer is not what was streamed`];
  });
}
