import { useNavigate, useSearchParams } from "@remix-run/react";
import { lazy, Suspense, useEffect, useMemo } from "react";
import { useChatState } from "#app/chat-client/chat-context.tsx";
import { threadOf } from "#app/chat-client/reduce-chat.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { StartingPage } from "#app/ui/starting-page.tsx";
import { ChatView } from "../_chat/conversation/chat-view.tsx";
import type { MessageRowsProps } from "../_chat/conversation/message-rows.tsx";
import { ModelSettings } from "../_chat/conversation/model-settings.tsx";
import type { FormErrors } from "../page/form-errors.ts";

/** The way messages are shown weighs as much as the rest of this page, which has none until the first is sent. */
async function loadRows() {
  const { MessageRows } = await import("../_chat/conversation/message-rows.tsx");
  return { default: MessageRows };
}

const Rows = lazy(loadRows);

function LazyRows(props: MessageRowsProps) {
  return (
    <Suspense>
      <Rows {...props} />
    </Suspense>
  );
}

interface NewChatProps {
  formIds: { messageId: string; conversationId: string };
  refused: FormErrors | undefined;
}

/**
 * A conversation before it exists. Its first message is shown here at once; when the server has accepted it,
 * the conversation has an address, and the page moves there with everything it shows.
 */
export function NewChat({ formIds, refused }: NewChatProps) {
  const { conversationId } = formIds;
  const known = useChatState((state) => state.threads[conversationId]);
  const empty = useMemo(() => threadOf({ conversationId, items: [], nextBefore: null }), [conversationId]);
  const [params] = useSearchParams();
  const thread = known ?? empty;
  useMoveWhenAccepted(conversationId, thread.messages.length > 0);
  return (
    <>
      <PageHeader>
        <span className="ms-auto">
          <ModelSettings conversation={undefined} />
        </span>
      </PageHeader>
      <ChatView
        thread={thread}
        Rows={LazyRows}
        onWriting={() => void loadRows()}
        draftName="new"
        conversationModel={null}
        startsConversation
        formAction="/?index"
        hiddenFields={formIds}
        initialText={params.get("prompt") ?? ""}
        refused={refused}
        empty={(offer) => <StartingPage onChoose={offer} />}
      />
    </>
  );
}

function useMoveWhenAccepted(conversationId: string, isAccepted: boolean): void {
  const navigate = useNavigate();
  useEffect(() => {
    if (isAccepted) navigate(`/c/${conversationId}`, { replace: true });
  }, [navigate, conversationId, isAccepted]);
}
