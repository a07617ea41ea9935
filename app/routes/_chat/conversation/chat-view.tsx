import { useOutletContext, useRouteLoaderData } from "@remix-run/react";
import {
  useCallback,
  useEffect,
  useRef,
  useState,
  type ComponentType,
  type ReactNode,
  type RefObject,
} from "react";
import { useChat, useChatState } from "#app/chat-client/chat-context.tsx";
import type { Thread } from "#app/chat-client/chat-state.ts";
import { findRunning } from "#app/chat-client/thread-rows.ts";
import { useErrorText } from "#app/i18n/error-text.ts";
import { useText } from "#app/i18n/use-text.ts";
import { Composer } from "#app/ui/composer/composer.tsx";
import { useFollowScroll } from "#app/ui/follow-scroll.ts";
import { JumpButton } from "#app/ui/jump-button.tsx";
import { ModelSelect } from "#app/ui/model-select.tsx";
import { OpenAtEnd } from "#app/ui/open-at-end.tsx";
import { mayFocusField } from "#app/ui/pointer.ts";
import { ProblemNotice } from "#app/ui/problem-notice.tsx";
import { isInField } from "#app/ui/shortcuts/keys.ts";
import type { FormErrors } from "../../page/form-errors.ts";
import type { loader as rootLoader } from "#app/root.tsx";
import { formatPreference } from "../../page/cookies.ts";
import { findModelForNext } from "./chosen-model.ts";
import { findContextFill } from "./context-fill.ts";
import { ConversationKeys } from "./conversation-keys.tsx";
import { useDraft, type Draft } from "./draft.ts";
import { useKeptView } from "./kept-view.ts";
import { editLastMessage } from "./message-focus.ts";
import type { MessageRowsProps } from "./message-rows.tsx";
import { QueuedSends } from "./queued-sends.tsx";
import type { ChatData } from "../chat-data.server.ts";
import { useSending } from "./sending.ts";

interface ChatViewProps {
  thread: Thread;
  /** Shows the messages; a page that begins without any may load it when it is needed. */
  Rows: ComponentType<MessageRowsProps>;
  /** Names the draft: the conversation, or the page for new ones. */
  draftName: string;
  /** The model that the conversation keeps. */
  conversationModel: string | null;
  /** Keeps another one with the conversation, where there is one already. */
  onChooseModel?: (name: string) => void;
  startsConversation: boolean;
  formAction: string;
  hiddenFields: Readonly<Record<string, string>>;
  initialText?: string;
  refused: FormErrors | undefined;
  /** Shown instead of messages while there are none. */
  empty?: ((offer: (prompt: string) => void) => ReactNode) | undefined;
  /** The way to older messages. */
  earlier?: ReactNode;
  /** The way to newer ones, where an older part of the branch is shown. */
  later?: ReactNode;
  /** Shows the newest messages where others are shown. @returns whether they are there */
  onReturnToEnd?: () => Promise<boolean>;
  /** Stands in the place of the composer where the messages can only be read. */
  onlyRead?: ReactNode;
  /** Called with what is being written. */
  onWriting?: () => void;
}

/** The messages of a thread and the composer under them. */
export function ChatView(props: ChatViewProps) {
  const { thread, refused, Rows } = props;
  const t = useText();
  const { client } = useChat();
  const data = useOutletContext<ChatData>();
  const pending = useChatState((state) => state.pending);
  const field = useRef<HTMLTextAreaElement>(null);
  const draft = useDraft(field, data.user.id, props.draftName);
  const { model, goneModel, choose } = useModelChoice(data, props);
  const isEmpty =
    thread.messages.length === 0 && !pending.some((s) => s.conversationId === thread.conversationId);
  const isPart = thread.nextAfter !== null;
  const follow = useFollowScroll(!isEmpty, isPart);
  useKeptView(follow.scrollRef);
  useFirstFocus(field);
  const running = findRunning(thread, pending);
  const sending = useSending({
    conversationId: thread.conversationId,
    startsConversation: props.startsConversation,
    model,
    maxLength: data.messageLength,
    isRunning: running !== undefined,
    firstError: refused?.errors.content ?? refused?.errors.form,
  });

  function send(content: string): void {
    if (!sending.send(content)) return;
    draft.clear();
    field.current?.focus();
    jumpToEnd();
  }

  const focusField = useCallback(() => {
    if (mayFocusField()) field.current?.focus({ preventScroll: true });
  }, []);

  function jumpToEnd(): void {
    if (isPart) void props.onReturnToEnd?.().then((isThere) => isThere && follow.jumpToEnd());
    else follow.jumpToEnd();
  }

  const generationId = running?.generationId;
  const stop = client && generationId !== undefined ? () => client.stop(generationId) : undefined;

  return (
    <>
      <div className="reading-edge @container relative min-h-0 flex-1">
        <div
          ref={follow.scrollRef}
          className="h-full overflow-y-auto overscroll-contain"
          tabIndex={0}
          role="log"
          aria-label={t("conversation.messages")}
          aria-live="off"
        >
          <div ref={follow.contentRef} className="grid min-h-full grid-cols-1">
            {isEmpty && props.empty ? (
              props.empty((prompt) => choosePrompt(field, draft, prompt))
            ) : (
              <div className="measure px-4 pb-6 md:px-6">
                {props.earlier}
                <Rows
                  thread={thread}
                  namesModels={data.models.length > 1}
                  isBusy={running !== undefined || props.onlyRead !== undefined}
                  onTakeBack={draft.offer}
                  onAsked={focusField}
                  model={model}
                />
                {props.later}
              </div>
            )}
          </div>
        </div>
        {isEmpty ? null : <OpenAtEnd />}
        {follow.isAtEnd && !isPart ? null : <JumpButton onJump={jumpToEnd} />}
      </div>
      <Problem />
      <ConversationKeys thread={thread} scrollRef={follow.scrollRef} textRef={field} stop={stop} />
      {props.onlyRead ?? (
        <Composer
          textRef={field}
          action={props.formAction}
          hiddenFields={props.hiddenFields}
          initialText={refused?.values.content ?? props.initialText ?? ""}
          error={sending.error}
          running={running && { stop }}
          onSend={client ? send : undefined}
          onChange={(content) => {
            draft.keep(content);
            props.onWriting?.();
          }}
          onEditLast={() => editLastMessage(follow.scrollRef.current)}
          maxLength={data.messageLength}
          contextFill={findContextFill(thread)}
          models={<ModelSelect models={data.models} value={model} goneModel={goneModel} onChange={choose} />}
          queued={<QueuedSends conversationId={thread.conversationId} onTakeBack={draft.offer} />}
          notice={data.notice ?? undefined}
        />
      )}
    </>
  );
}

function Problem() {
  const { store } = useChat();
  const errorText = useErrorText();
  const problem = useChatState((state) => state.problem);
  if (!problem) return null;
  return (
    <div className="measure px-4 pb-3 md:px-6">
      <ProblemNotice
        message={errorText(problem)}
        onDismiss={() => store.dispatch({ type: "problem.dismissed" })}
      />
    </div>
  );
}

/** Whoever opens a page wants to write, unless they write elsewhere already. */
function useFirstFocus(field: RefObject<HTMLTextAreaElement>): void {
  useEffect(() => {
    if (mayFocusField() && !isInField(document.activeElement)) field.current?.focus({ preventScroll: true });
  }, [field]);
}

function choosePrompt(field: RefObject<HTMLTextAreaElement>, draft: Draft, prompt: string): void {
  draft.clear();
  draft.offer(prompt);
  field.current?.focus();
}

/** The model that the next message goes to, and its choice: kept with the conversation, and for the person's next chat. */
function useModelChoice(
  { models }: ChatData,
  {
    thread,
    conversationModel,
    onChooseModel,
  }: Pick<ChatViewProps, "thread" | "conversationModel" | "onChooseModel">,
) {
  const remembered = useRouteLoaderData<typeof rootLoader>("root")?.preferences.model ?? "";
  const [chosen, setChosen] = useState<string>();
  const { name, goneModel } = findModelForNext({ models, chosen, conversationModel, thread, remembered });
  function choose(wanted: string): void {
    setChosen(wanted);
    document.cookie = formatPreference("model", wanted);
    onChooseModel?.(wanted);
  }
  return { model: models.length > 1 ? name : undefined, goneModel, choose };
}
