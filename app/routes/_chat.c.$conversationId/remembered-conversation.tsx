import { useState } from "react";
import { v7 as newId } from "uuid";
import { useChat } from "#app/chat-client/chat-context.tsx";
import type { ChatState } from "#app/chat-client/chat-state.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { PageProblem } from "../page/page-problem.tsx";
import { ConversationPage, type LoadedConversation } from "./conversation-page.tsx";

/** A conversation while the server is out of reach: as this tab knows it, or why it cannot be shown. */
export function RememberedConversation({ conversationId }: { conversationId: string }) {
  const { store } = useChat();
  // As it was when it was opened: what comes after that, the page takes from the same store.
  const [page] = useState(() => findRemembered(store.getState(), conversationId));
  if (page) return <ConversationPage page={page} refused={undefined} />;
  return (
    <>
      <PageHeader>{null}</PageHeader>
      <PageProblem />
    </>
  );
}

function findRemembered({ threads, conversations }: ChatState, id: string): LoadedConversation | undefined {
  const thread = threads[id];
  const conversation = conversations[id]?.conversation;
  if (!thread || !conversation) return undefined;
  const { messages, nextBefore, nextAfter } = thread;
  return {
    conversation,
    messages: { items: [...messages], nextBefore, nextAfter },
    formIds: { messageId: newId(), conversationId: id },
    part: null,
  };
}
