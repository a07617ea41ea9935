import { useSearchParams } from "@remix-run/react";
import { Suspense, useMemo, useRef } from "react";
import { useChatState } from "#app/chat-client/chat-context.tsx";
import { threadOf } from "#app/chat-client/reduce-chat.ts";
import type { Conversation, Message } from "#app/protocol/resources.ts";
import { ConversationHeader } from "#app/ui/conversation-header.tsx";
import { useText } from "#app/i18n/use-text.ts";
import { ErrorPage } from "#app/ui/error-page.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { StartingPage } from "#app/ui/starting-page.tsx";
import { useChatCommands } from "../_chat/commands/chat-commands.ts";
import { useConversationWrites } from "../_chat/commands/conversation-commands.ts";
import { ChatView } from "../_chat/conversation/chat-view.tsx";
import { MessageRows } from "../_chat/conversation/message-rows.tsx";
import { ModelSettings } from "../_chat/conversation/model-settings.tsx";
import type { FormErrors } from "../page/form-errors.ts";
import { useBranchPages } from "./branch-pages.ts";
import { FindBar, FindButton, useFindBar } from "./find-button.tsx";
import { useAskedPart, useLoadedThread } from "./loaded-thread.ts";
import { OtherVersion } from "./other-version.tsx";
import { MoreMessages } from "./more-messages.tsx";
import { useThreadReload, useWatch } from "./thread-freshness.ts";

export interface LoadedConversation {
  conversation: Conversation;
  messages: { items: Message[]; nextBefore: string | null; nextAfter: string | null };
  formIds: { messageId: string; conversationId: string };
  /** Which part of the branch the address asked for, unless it is the newest page. */
  part: AskedPart | null;
}

export interface AskedPart {
  name: "before" | "after" | "at";
  messageId: string;
  /** The message is on another branch than the active one, and the page is a part of that. */
  isElsewhere: boolean;
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
  const writes = useConversationWrites();
  const [params] = useSearchParams();
  useLoadedThread(page);
  useAskedPart(page);
  useWatch(id, known !== undefined);
  useThreadReload(known?.needsReload ?? false);
  const find = useFindBar(known);
  const list = useRef<HTMLElement>(null);
  const { placeNewest } = useBranchPages(id, list);

  if (isDeleted) return <DeletedConversation />;
  const isElsewhere = page.part?.isElsewhere === true;
  const thread = isElsewhere ? loaded : (known ?? loaded);
  return (
    <>
      <ConversationHeader
        conversation={conversation}
        isRenaming={params.has("rename")}
        tools={
          <>
            <FindButton onOpen={find.open} />
            <ModelSettings conversation={conversation} />
          </>
        }
        {...commands}
      />
      {find.isOpen ? (
        <Suspense>
          <FindBar conversationId={id} onClose={find.close} />
        </Suspense>
      ) : null}
      <ChatView
        thread={thread}
        Rows={MessageRows}
        draftName={id}
        conversationModel={conversation.model}
        onChooseModel={(model) => writes.chooseModel(conversation, model)}
        startsConversation={false}
        formAction={`/c/${id}`}
        hiddenFields={{ intent: "send", messageId: page.formIds.messageId }}
        refused={refused}
        empty={(offer) => <StartingPage onChoose={offer} />}
        earlier={isElsewhere ? null : <MoreMessages thread={thread} direction="before" />}
        later={<MoreMessages thread={thread} direction="after" />}
        onReturnToEnd={placeNewest}
        {...(isElsewhere &&
          page.part && { onlyRead: <OtherVersion conversationId={id} messageId={page.part.messageId} /> })}
      />
    </>
  );
}

function DeletedConversation() {
  const t = useText();
  return (
    <>
      <PageHeader>{null}</PageHeader>
      <ErrorPage
        heading={t("conversation.deletedHeading")}
        text={t("conversation.deletedText")}
        code="not_found"
      >
        <a href="/" className="button button-primary">
          {t("action.newChat")}
        </a>
      </ErrorPage>
    </>
  );
}
