import { useFetcher } from "@remix-run/react";
import { Fragment, memo, useCallback, useEffect, useMemo } from "react";
import { useChat, useChatState, useLiveAnswer } from "#app/chat-client/chat-context.tsx";
import type { SendFailure, Thread } from "#app/chat-client/chat-state.ts";
import { threadRows, type ThreadRow } from "#app/chat-client/thread-rows.ts";
import { useErrorText } from "#app/i18n/error-text.ts";
import type { Message } from "#app/protocol/resources.ts";
import { AssistantMessage } from "#app/ui/messages/assistant-message.tsx";
import { ContextNote } from "#app/ui/messages/context-note.tsx";
import { PendingMessage } from "#app/ui/messages/pending-message.tsx";
import { UserMessage } from "#app/ui/messages/user-message.tsx";
import { WaitingAnswer } from "#app/ui/messages/waiting-answer.tsx";
import { useTouch } from "#app/ui/pointer.ts";
import { editMessage } from "./message-focus.ts";

export interface MessageRowsProps {
  thread: Thread;
  /** An answer is being written: nothing may be asked again meanwhile. */
  isBusy: boolean;
  /** What answers next; undefined where there is no choice. */
  model: string | undefined;
  /** There are several models: each answer says which wrote it. */
  namesModels: boolean;
  /** Puts the text of an unsent message back into the composer. */
  onTakeBack(content: string): void;
  /** Called when an answer was asked for from within a message: what was pressed is about to vanish. */
  onAsked(): void;
}

/** So many rows at the end show their tools without being pointed at: the last question and its answer. */
const rowsWithTools = 2;

/** The messages, each subscribed to no more than it shows: a token re-renders the growing one only. */
export function MessageRows({ thread, isBusy, model, namesModels, onTakeBack, onAsked }: MessageRowsProps) {
  const { client } = useChat();
  const pending = useChatState((state) => state.pending);
  const rows = useMemo(() => threadRows(thread, pending), [thread, pending]);
  const window = useMemo(() => findWindowStart(thread), [thread]);
  const selectVersion = useVersionChoice(thread.conversationId);
  const isTouched = useTouch();
  return rows.map((row, index) => {
    if (row.kind === "waiting") return <WaitingAnswer key={row.key} model={model} namesModel={namesModels} />;
    if (row.kind === "pending") return <PendingRow key={row.key} row={row} onTakeBack={onTakeBack} />;
    return (
      <Fragment key={row.key}>
        {row.message.id === window?.messageId ? <ContextNote isSummarised={window.isSummarised} /> : null}
        <MessageRow
          {...rowProps(row)}
          isBusy={isBusy}
          model={model}
          namesModel={namesModels}
          isLast={thread.nextAfter === null && row.message.id === thread.messages.at(-1)?.id}
          keepsTools={client !== undefined && (isTouched || index >= rows.length - rowsWithTools)}
          onSelectVersion={selectVersion}
          onAsked={onAsked}
        />
      </Fragment>
    );
  });
}

/** The first message that the model was shown for its last answer, where that is not all of them. */
function findWindowStart({ messages }: Thread): { messageId: string; isSummarised: boolean } | undefined {
  const context = messages.findLast((message) => message.context !== undefined)?.context;
  if (!context || context.firstMessageId === null) return undefined;
  return { messageId: context.firstMessageId, isSummarised: context.summarised };
}

type RowOf<K extends ThreadRow["kind"]> = Extract<ThreadRow, { kind: K }>;

function rowProps({ message, failure, retryId }: RowOf<"message">) {
  return { message, failure, retryId };
}

interface MessageRowProps extends ReturnType<typeof rowProps> {
  isBusy: boolean;
  model: string | undefined;
  namesModel: boolean;
  /** Only the last answer of a branch can be continued, and only the last question can be without one. */
  isLast: boolean;
  keepsTools: boolean;
  onSelectVersion(messageId: string): void;
  onAsked(): void;
}

const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const {
    message,
    failure,
    retryId,
    isBusy,
    model,
    namesModel,
    isLast,
    keepsTools,
    onSelectVersion,
    onAsked,
  } = props;
  const { client } = useChat();
  const { conversationId, parentId, id: messageId } = message;
  const canAsk = client !== undefined && !isBusy;
  const regenerate = () => {
    if (retryId) client?.retry(retryId);
    else client?.regenerate({ conversationId, messageId, model });
    onAsked();
  };
  const goOn = () => {
    client?.continueAnswer({ conversationId, messageId });
    onAsked();
  };
  if (message.role === "user") {
    const edit = (content: string) => {
      client?.edit({ conversationId, messageId, content, model });
      onAsked();
    };
    return (
      <UserMessage
        message={message}
        keepsTools={keepsTools}
        onEdit={canAsk ? edit : undefined}
        onAnswer={canAsk && isLast && message.content !== "" ? regenerate : undefined}
        retryFailure={failure}
        onSelectVersion={onSelectVersion}
      />
    );
  }
  return (
    <Answer
      message={message}
      namesModel={namesModel}
      retryFailure={failure}
      keepsTools={keepsTools}
      onContinue={canAsk && isLast && canGoOn(message) ? goOn : undefined}
      onRegenerate={canAsk ? regenerate : undefined}
      onEditQuestion={canAsk && parentId !== null ? () => editMessage(parentId) : undefined}
      onSelectVersion={onSelectVersion}
    />
  );
});

/** An answer that ended before it was done. */
function canGoOn({ status, content, finishReason }: Message): boolean {
  if (status === "complete") return finishReason === "length";
  return status === "stopped" || status === "interrupted" || (status === "failed" && content !== "");
}

type AnswerProps = Omit<Parameters<typeof AssistantMessage>[0], "live"> & { message: Message };

function Answer(props: AnswerProps) {
  const { status, generationId } = props.message;
  const live = useLiveAnswer(status === "streaming" ? generationId : undefined);
  return <AssistantMessage {...props} live={live} />;
}

function PendingRow({ row, onTakeBack }: { row: RowOf<"pending">; onTakeBack(content: string): void }) {
  const { client } = useChat();
  const errorText = useErrorText();
  const { id, content, state, failure } = row.send;
  return (
    <PendingMessage
      content={content}
      isFailed={state === "failed"}
      reason={failure ? errorText(failure) : ""}
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
  const { submit, data } = useFetcher<{ problem?: SendFailure }>({ key: "version-choice" });
  const { store } = useChat();
  useEffect(() => {
    if (data?.problem) store.dispatch({ type: "problem.met", problem: data.problem });
  }, [data, store]);
  return useCallback(
    (messageId) => {
      submit({ intent: "select-branch", messageId }, { method: "post", action: `/c/${conversationId}` });
    },
    [submit, conversationId],
  );
}
