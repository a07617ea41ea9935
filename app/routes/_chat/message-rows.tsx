import { useFetcher } from "@remix-run/react";
import { memo, useCallback, useMemo } from "react";
import { useChat, useChatState, useLiveAnswer } from "#app/chat-client/chat-context.tsx";
import type { Thread } from "#app/chat-client/chat-state.ts";
import { threadRows, type ThreadRow } from "#app/chat-client/thread-rows.ts";
import type { Message } from "#app/protocol/resources.ts";
import { AssistantMessage } from "#app/ui/messages/assistant-message.tsx";
import { PendingMessage } from "#app/ui/messages/pending-message.tsx";
import { UserMessage } from "#app/ui/messages/user-message.tsx";
import { WaitingAnswer } from "#app/ui/messages/waiting-answer.tsx";

interface MessageRowsProps {
  thread: Thread;
  /** An answer is being written: nothing may be asked again meanwhile. */
  isBusy: boolean;
  model: string | undefined;
  /** Puts the text of an unsent message back into the composer. */
  onTakeBack(content: string): void;
}

/** The messages, each subscribed to no more than it shows: a token re-renders the growing one only. */
export function MessageRows({ thread, isBusy, model, onTakeBack }: MessageRowsProps) {
  const pending = useChatState((state) => state.pending);
  const rows = useMemo(() => threadRows(thread, pending), [thread, pending]);
  const selectVersion = useVersionChoice(thread.conversationId);
  return rows.map((row) => {
    if (row.kind === "waiting") return <WaitingAnswer key={row.key} model={model} />;
    if (row.kind === "pending") return <PendingRow key={row.key} row={row} onTakeBack={onTakeBack} />;
    return (
      <MessageRow
        key={row.key}
        {...rowProps(row)}
        isBusy={isBusy}
        isLast={row.message.id === thread.messages.at(-1)?.id}
        onSelectVersion={selectVersion}
      />
    );
  });
}

type RowOf<K extends ThreadRow["kind"]> = Extract<ThreadRow, { kind: K }>;

function rowProps({ message, failure, retryId }: RowOf<"message">) {
  return { message, failure, retryId };
}

interface MessageRowProps extends ReturnType<typeof rowProps> {
  isBusy: boolean;
  /** Only the last answer of a branch can be continued. */
  isLast: boolean;
  onSelectVersion(messageId: string): void;
}

const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { message, failure, retryId, isBusy, isLast, onSelectVersion } = props;
  const { client } = useChat();
  const { conversationId, id: messageId } = message;
  const canAsk = client !== undefined && !isBusy;
  if (message.role === "user") {
    const edit = (content: string) => client?.edit({ conversationId, messageId, content });
    return (
      <UserMessage message={message} onEdit={canAsk ? edit : undefined} onSelectVersion={onSelectVersion} />
    );
  }
  const regenerate = () =>
    retryId ? client?.retry(retryId) : client?.regenerate({ conversationId, messageId });
  const isCut = message.status === "stopped" || message.status === "interrupted";
  return (
    <Answer
      message={message}
      retryFailure={failure}
      onContinue={
        canAsk && isCut && isLast ? () => client.continueAnswer({ conversationId, messageId }) : undefined
      }
      onRegenerate={canAsk ? regenerate : undefined}
      onSelectVersion={onSelectVersion}
    />
  );
});

type AnswerProps = Omit<Parameters<typeof AssistantMessage>[0], "live"> & { message: Message };

function Answer(props: AnswerProps) {
  const { status, generationId } = props.message;
  const live = useLiveAnswer(status === "streaming" ? generationId : undefined);
  return <AssistantMessage {...props} live={live} />;
}

function PendingRow({ row, onTakeBack }: { row: RowOf<"pending">; onTakeBack(content: string): void }) {
  const { client } = useChat();
  const { id, content, state, failure } = row.send;
  return (
    <PendingMessage
      content={content}
      isFailed={state === "failed"}
      failure={failure}
      onRetry={() => client?.retry(id)}
      onTakeBack={() => {
        client?.drop(id);
        onTakeBack(content);
      }}
    />
  );
}

/** Makes another version of a message the active one; the page is loaded again by that. */
function useVersionChoice(conversationId: string): (messageId: string) => void {
  const { submit } = useFetcher({ key: "version-choice" });
  return useCallback(
    (messageId) => {
      submit({ intent: "select-branch", messageId }, { method: "post", action: `/c/${conversationId}` });
    },
    [submit, conversationId],
  );
}
