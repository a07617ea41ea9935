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
import type { loader as rootLoader } from "#app/root.tsx";
import { readChatData, type ChatData } from "./chat-data.server.ts";
import { AnswerReader } from "./shell/answer-reader.tsx";
import { ChatShell } from "./shell/chat-shell.tsx";
import { GlobalKeys } from "./shell/global-keys.tsx";
import { useKeyboardRoom } from "./shell/keyboard-room.ts";
import { usePagePreloading } from "./shell/page-preloading.ts";
import { PageLoading } from "./shell/page-loading.tsx";
import { useLoadedConversations } from "./shell/loaded-conversations.ts";
import { useBrowserChatClient } from "./connection/browser-chat-client.ts";
import { orLastKnown, useLastKnown } from "./connection/last-known.ts";

export function loader({ request, context }: LoaderFunctionArgs): Promise<ChatData> {
  return readChatData(request, context);
}

/** Notes when the list was asked for: what frames tell after that is newer than the list. */
export async function clientLoader({ serverLoader }: ClientLoaderFunctionArgs) {
  const requestedAt = Date.now();
  return orLastKnown(async () => ({ ...(await serverLoader<typeof loader>()), requestedAt }));
}

export default function ChatLayout() {
  const data = useLoaderData<typeof loader>();
  useLastKnown(data);
  const root = useRouteLoaderData<typeof rootLoader>("root");
  const { conversationId } = useParams();
  const [store] = useState(() => createChatStore(initialState(data)));
  const client = useBrowserChatClient(store, data.user.id);
  useLoadedConversations(store, data);
  useKeyboardRoom();
  usePagePreloading();
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
