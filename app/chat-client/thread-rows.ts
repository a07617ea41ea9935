import type { Message } from "#app/protocol/resources.ts";
import type { PendingSend, SendFailure, Thread } from "./chat-state.ts";

type SentText = Extract<PendingSend, { content: string }>;

/** What the message list shows, from the top. */
export type ThreadRow =
  | { kind: "message"; key: string; message: Message; failure?: SendFailure | undefined; retryId?: string }
  | { kind: "pending"; key: string; send: SentText }
  | { kind: "waiting"; key: string };

/** The thread as the person should see it: with what is on its way, and without what that replaces. */
export function threadRows(thread: Thread, allPending: readonly PendingSend[]): ThreadRow[] {
  const pending = allPending.filter(
    ({ conversationId, state }) => conversationId === thread.conversationId && state !== "queued",
  );
  // What comes at the end of the branch is not shown behind an older part of it.
  if (thread.nextAfter !== null) return thread.messages.map(messageRow);
  const rows = pending.reduce(showPending, thread.messages.map(messageRow));
  const { awaiting } = thread;
  // The row of the coming answer keeps its key until its first frame, so that nothing jumps.
  return awaiting ? [...rows, { kind: "waiting", key: `answer-to-${awaiting.parentId}` }] : rows;
}

function messageRow(message: Message): ThreadRow {
  return { kind: "message", key: message.id, message };
}

function showPending(rows: ThreadRow[], send: PendingSend): ThreadRow[] {
  if (send.kind === "send") return [...rows, { kind: "pending", key: send.id, send }];
  const index = rows.findIndex((row) => row.kind === "message" && row.message.id === send.messageId);
  const row = rows[index];
  if (row?.kind !== "message") return rows;
  const before = rows.slice(0, index);
  if (send.kind === "edit") return [...before, { kind: "pending", key: send.id, send }];
  // What is continued stays in view while it is asked for.
  if (send.kind === "continue" && send.state === "sending") return rows;
  // A question whose answer was deleted stays, and the answer comes behind it.
  const kept = row.message.role === "user" ? [...before, row] : before;
  if (send.state === "sending") return [...kept, { kind: "waiting", key: send.id }];
  return rows.with(index, { ...row, failure: send.failure, retryId: send.id });
}

/** What waits in this tab to be sent after the running answer, in order. */
export function queuedSends(pending: readonly PendingSend[], conversationId: string): SentText[] {
  return pending.filter(
    (send): send is SentText =>
      send.conversationId === conversationId && send.kind === "send" && send.state === "queued",
  );
}

/** Whether an answer is being written or waited for in this thread, and by which generation if it is known. */
export function findRunning(
  thread: Thread,
  pending: readonly PendingSend[],
): { generationId: string | undefined } | undefined {
  if (thread.awaiting) return { generationId: thread.awaiting.generationId };
  const last = thread.messages.at(-1);
  if (last?.status === "streaming") return { generationId: last.generationId };
  const isSending = pending.some((s) => s.conversationId === thread.conversationId && s.state === "sending");
  return isSending ? { generationId: undefined } : undefined;
}
