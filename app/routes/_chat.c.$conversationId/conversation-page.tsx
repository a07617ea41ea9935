import { useLocation, useSearchParams } from "@remix-run/react";
import { useEffect, useMemo } from "react";
import { useChat, useChatState } from "#app/chat-client/chat-context.tsx";
import { threadOf } from "#app/chat-client/reduce-chat.ts";
import type { Conversation, Message } from "#app/protocol/resources.ts";
import { ConversationHeader } from "#app/ui/conversation-header.tsx";
import { ErrorPage } from "#app/ui/error-page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { StartingPage } from "#app/ui/starting-page.tsx";
import { useChatCommands } from "../_chat/chat-commands.ts";
import { ChatView } from "../_chat/chat-view.tsx";
import { ModelSettings } from "../_chat/model-settings.tsx";
import { isArrivalState } from "../page/arrival-state.ts";
import type { FormErrors } from "../page/form-errors.ts";
import { EarlierMessages } from "./earlier-messages.tsx";
import { useThreadReload, useWatch } from "./thread-freshness.ts";

export interface LoadedConversation {
  conversation: Conversation;
  messages: { items: Message[]; nextBefore: string | null };
  formIds: { messageId: string; conversationId: string };
  /** Set on an older page, which only browsers without script open as such. */
  before: string | null;
}

/** One conversation: as loaded until the page is alive, then as it grows. */
export function ConversationPage({
  page,
  refused,
}: {
  page: LoadedConversation;
  refused: FormErrors | undefined;
}) {
  const { id } = page.conversation;
  const known = useChatState((state) => state.threads[id]);
  const conversation = useChatState((state) => state.conversations[id]?.conversation) ?? page.conversation;
  const isDeleted = useChatState((state) => state.deletedIds[id] === true);
  const loaded = useMemo(() => threadOf({ conversationId: id, ...page.messages }), [id, page.messages]);
  const commands = useChatCommands();
  const [params] = useSearchParams();
  const location: { state: unknown } = useLocation();
  useLoadedThread(page);
  useWatch(id, known !== undefined);
  useThreadReload(known?.needsReload ?? false);

  if (isDeleted) return <DeletedConversation />;
  const thread = known ?? loaded;
  return (
    <>
      <ConversationHeader
        conversation={conversation}
        isRenaming={params.has("rename")}
        tools={<ModelSettings conversation={conversation} />}
        {...commands}
      />
      <ChatView
        thread={thread}
        draftName={id}
        conversationModel={conversation.model}
        startsConversation={false}
        takesFocus={isArrivalState(location.state)}
        formAction={`/c/${id}`}
        hiddenFields={{ intent: "send", messageId: page.formIds.messageId }}
        refused={refused}
        empty={(offer) => <StartingPage onChoose={offer} />}
        earlier={<EarlierMessages thread={thread} />}
      />
    </>
  );
}

/** Hands each newly loaded page to the store, and the conversation too: the list may not reach back to it. */
function useLoadedThread({ conversation, messages, before }: LoadedConversation): void {
  const { store } = useChat();
  useEffect(() => {
    if (before !== null) return;
    if (!store.getState().conversations[conversation.id]) {
      store.dispatch({ type: "conversation.saved", conversation, at: 0 });
    }
    store.dispatch({ type: "thread.loaded", conversationId: conversation.id, ...messages });
  }, [store, conversation, messages, before]);
}

function DeletedConversation() {
  return (
    <>
      <PageHeader>{null}</PageHeader>
      <ErrorPage
        heading="This conversation was deleted"
        text="It was deleted in another tab or on another device, with all its messages."
        code="not_found"
      >
        <a href="/" className="button button-primary">
          New chat
        </a>
      </ErrorPage>
    </>
  );
}
