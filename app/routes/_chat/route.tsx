import type { LoaderFunctionArgs } from "@remix-run/node";
import {
  Outlet,
  useLoaderData,
  useParams,
  useRouteLoaderData,
  type ClientLoaderFunctionArgs,
} from "@remix-run/react";
import { useState } from "react";
import { ChatProvider } from "#app/chat-client/chat-context.tsx";
import { createChatStore } from "#app/chat-client/chat-store.ts";
import { emptyChatState, type ChatState } from "#app/chat-client/chat-state.ts";
import { reduceChat } from "#app/chat-client/reduce-chat.ts";
import { limits } from "#app/protocol/resources.ts";
import type { loader as rootLoader } from "#app/root.tsx";
import { answerPage } from "../page/page-error.server.ts";
import { requireUser } from "../page/require-user.server.ts";
import { AnswerReader } from "./answer-reader.tsx";
import { ChatShell } from "./chat-shell.tsx";
import { GlobalKeys } from "./global-keys.tsx";
import { useKeyboardRoom } from "./keyboard-room.ts";
import { PageLoading } from "./page-loading.tsx";
import { useLoadedConversations } from "./loaded-conversations.ts";
import { useBrowserChatClient } from "./browser-chat-client.ts";

export async function loader({ request, context }: LoaderFunctionArgs) {
  const user = requireUser(context);
  const cursor = new URL(request.url).searchParams.get("cursor") ?? undefined;
  const page = { cursor, limit: limits.pageSize };
  const conversations = await answerPage(context, () =>
    context.reads.read(user.id, (reader) => reader.listConversations({ userId: user.id, page })),
  );
  return {
    user,
    conversations,
    models: context.models,
    notice: context.app.notice ?? null,
    logoutUrl: context.app.logoutUrl,
    messageLength: limits.messageLength,
    service: { writable: context.reads.isWritable, stale: context.reads.isStale },
    now: Date.now(),
    requestedAt: 0,
  };
}

/** Notes when the list was asked for: what frames tell after that is newer than the list. */
export async function clientLoader({ serverLoader }: ClientLoaderFunctionArgs) {
  const requestedAt = Date.now();
  return { ...(await serverLoader<typeof loader>()), requestedAt };
}

export type ChatData = Awaited<ReturnType<typeof loader>>;

export default function ChatLayout() {
  const data = useLoaderData<typeof loader>();
  const root = useRouteLoaderData<typeof rootLoader>("root");
  const { conversationId } = useParams();
  const [store] = useState(() => createChatStore(initialState(data)));
  const client = useBrowserChatClient(store, data.user.id);
  useLoadedConversations(store, data);
  useKeyboardRoom();
  return (
    <ChatProvider store={store} client={client}>
      <ChatShell
        data={data}
        appName={root?.app.name ?? ""}
        timeZone={root?.preferences.timeZone ?? "UTC"}
        currentId={conversationId}
      >
        <Outlet context={data satisfies ChatData} />
        <PageLoading />
      </ChatShell>
      <AnswerReader conversationId={conversationId} />
      <GlobalKeys />
    </ChatProvider>
  );
}

function initialState({ conversations, service }: ChatData): ChatState {
  const page = { ...conversations, isFirst: true, requestedAt: 0 };
  const { writable } = service;
  return reduceChat({ ...emptyChatState, writable }, { type: "conversations.loaded", ...page });
}
