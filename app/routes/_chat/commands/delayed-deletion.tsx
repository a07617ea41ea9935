import { createContext, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { requestApi } from "#app/chat-client/api-request.ts";
import { useChat } from "#app/chat-client/chat-context.tsx";
import type { SendFailure } from "#app/chat-client/chat-state.ts";
import { useErrorText } from "#app/i18n/error-text.ts";
import { useText } from "#app/i18n/use-text.ts";
import type { Conversation, Message } from "#app/protocol/resources.ts";
import type { Share } from "#app/protocol/shares.ts";
import { useToast } from "#app/ui/toasts/toasts.tsx";

/** While an answer is written, its conversation cannot lose messages: then it is tried again. */
const busyRetryMs = 2_000;
const busyRetries = 60;

interface Deletion {
  /** What is not shown meanwhile. */
  ids: readonly string[];
  paths: readonly string[];
  /** Says that it was deleted. */
  text: string;
  /** Says that it was not, and why. */
  failed(reason: string): string;
  /** Shows again what is kept after all, beside taking it out of `hiddenIds`. */
  onKept?(): void;
}

export interface Deletions {
  /** What is deleted or about to be. */
  hiddenIds: ReadonlySet<string>;
  /** @param onKept called when the person wants them back */
  removeConversations(conversations: readonly Conversation[], onKept?: () => void): void;
  /** Removes a message with all that follows it. */
  removeBranch(message: Message): void;
  removeShare(share: Share): void;
}

const DeletionContext = createContext<Deletions | undefined>(undefined);

/** @throws Error outside a DeletionProvider */
export function useDeletion(): Deletions {
  const deletions = useContext(DeletionContext);
  if (!deletions) throw new Error("useDeletion needs a DeletionProvider above it");
  return deletions;
}

/**
 * Deletes what the person wants gone once the time to undo is over, or the page is left. Until then it is only hidden
 * here; what the server refuses to delete is shown again, with the reason.
 */
export function DeletionProvider({ children }: { children: ReactNode }) {
  const { store } = useChat();
  const t = useText();
  const { hiddenIds, remove } = useDelayedDeletion();
  const deletions = useMemo<Deletions>(() => {
    const nameOf = ({ title }: { title: string }) => title || t("conversation.untitled");
    return {
      hiddenIds,
      removeConversations(conversations, onKept) {
        const [first] = conversations;
        if (!first) return;
        const count = conversations.length;
        remove({
          ids: conversations.map(({ id }) => id),
          paths: conversations.map(({ id }) => `/api/conversations/${id}`),
          text:
            count === 1
              ? t("conversation.deleted", { title: nameOf(first) })
              : t("conversation.deletedMany", { count }),
          failed: (reason) => t("conversation.deleteFailed", { title: nameOf(first), reason }),
          ...(onKept && { onKept }),
        });
      },
      removeBranch({ id, conversationId }) {
        store.dispatch({ type: "branch.hidden", conversationId, messageId: id });
        remove({
          ids: [id],
          paths: [`/api/messages/${id}`],
          text: t("message.deleted"),
          failed: (reason) => t("message.deleteFailed", { reason }),
          onKept: () => store.dispatch({ type: "branch.shown", conversationId, messageId: id }),
        });
      },
      removeShare(share) {
        const title = nameOf(share);
        remove({
          ids: [share.id],
          paths: [`/api/shares/${share.id}`],
          text: t("share.deleted", { title }),
          failed: (reason) => t("share.deleteFailed", { title, reason }),
        });
      },
    };
  }, [hiddenIds, remove, store, t]);
  return <DeletionContext.Provider value={deletions}>{children}</DeletionContext.Provider>;
}

function useDelayedDeletion() {
  const t = useText();
  const errorText = useErrorText();
  const showToast = useToast();
  const [hiddenIds, setHiddenIds] = useState<ReadonlySet<string>>(new Set());
  const [pending] = useState(() => new Set<Deletion>());
  const latest = useRef({ t, errorText, showToast });
  useEffect(() => {
    latest.current = { t, errorText, showToast };
  });

  useEffect(() => {
    const commitAll = () => {
      for (const { paths } of pending) {
        for (const path of paths) void fetch(path, { method: "DELETE", keepalive: true });
      }
      pending.clear();
    };
    window.addEventListener("pagehide", commitAll);
    return () => window.removeEventListener("pagehide", commitAll);
  }, [pending]);

  const remove = useMemo(() => {
    const show = (ids: readonly string[]) =>
      setHiddenIds((hidden) => new Set([...hidden].filter((id) => !ids.includes(id))));

    async function commit(deletion: Deletion): Promise<void> {
      if (!pending.delete(deletion)) return;
      const results: (SendFailure | undefined)[] = [];
      for (const path of deletion.paths) results.push(await deleteWhenQuiet(path));
      const problem = results.find((result) => result !== undefined);
      if (!problem) return;
      show(deletion.ids.filter((_, index) => results[index] !== undefined));
      deletion.onKept?.();
      const { errorText: reason, showToast: showProblem } = latest.current;
      showProblem({ text: deletion.failed(reason(problem)) });
    }

    return (deletion: Deletion) => {
      pending.add(deletion);
      setHiddenIds((hidden) => new Set([...hidden, ...deletion.ids]));
      const undo = () => {
        if (!pending.delete(deletion)) return;
        show(deletion.ids);
        deletion.onKept?.();
      };
      const { t: text, showToast: showUndo } = latest.current;
      showUndo({
        text: deletion.text,
        action: { label: text("action.undo"), run: undo },
        onExpire: () => void commit(deletion),
      });
    };
  }, [pending]);

  return { hiddenIds, remove };
}

async function deleteWhenQuiet(path: string): Promise<SendFailure | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const { problem } = await requestApi(path, { method: "DELETE" });
    if (problem?.code !== "conflict" || attempt === busyRetries) return problem;
    await new Promise((resolve) => setTimeout(resolve, busyRetryMs));
  }
}
