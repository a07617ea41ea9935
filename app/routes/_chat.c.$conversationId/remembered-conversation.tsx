import { useMemo } from "react";
import { v7 as newId } from "uuid";
import { useChatState } from "#app/chat-client/chat-context.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { PageProblem } from "../page/page-problem.tsx";
import { ConversationPage, type LoadedConversation } from "./conversation-page.tsx";

/** A conversation while the server is out of reach: as this tab knows it, or why it cannot be shown. */
export function RememberedConversation({ conversationId }: { conversationId: string }) {
  const thread = useChatState((state) => state.threads[conversationId]);
  const conversation = useChatState((state) => state.conversations[conversationId]?.conversation);
  const page = useMemo<LoadedConversation | undefined>(() => {
    if (!thread || !conversation) return undefined;
    const { messages, nextBefore, nextAfter } = thread;
    return {
      conversation,
      messages: { items: [...messages], nextBefore, nextAfter },
      formIds: { messageId: newId(), conversationId },
      part: null,
    };
  }, [thread, conversation, conversationId]);
  if (page) return <ConversationPage page={page} refused={undefined} />;
  return (
    <>
      <PageHeader>{null}</PageHeader>
      <PageProblem />
    </>
  );
}
