import { useEffect, useState } from "react";
import { v7 as newId } from "uuid";
import { createChatClient, type ChatClient } from "#app/chat-client/chat-client.ts";
import { connectChat } from "#app/chat-client/chat-socket.ts";
import type { ChatStore } from "#app/chat-client/chat-store.ts";
import { createOutbox } from "#app/chat-client/outbox.ts";
import { isSignedOut, untilPageIsVisited } from "../../page/sign-in-check.ts";
import { keepReadAfter } from "./read-after-cookie.ts";

/** After this long in the background the connection may have died unnoticed, in milliseconds. */
const longSleepMs = 60_000;

/** The tab's one chat connection, from when the page is alive until it is left. */
export function useBrowserChatClient(store: ChatStore, userId: string): ChatClient | undefined {
  const [client, setClient] = useState<ChatClient>();
  useEffect(() => {
    const created = createChatClient({
      store,
      userId,
      // Another person has signed in, in another tab: the page is theirs from here on.
      onOtherUser: () => window.location.reload(),
      outbox: createOutbox(sessionStorage, userId),
      connect: (events) => connectChat(events, { url: chatUrl(window.location) }),
      newId,
      now: Date.now,
      isSignedOut,
      untilPageIsVisited,
      keepReadAfter,
    });
    setClient(created);
    const stopWaking = reconnectOnWake(created);
    return () => {
      stopWaking();
      created.close();
      setClient(undefined);
    };
  }, [store, userId]);
  return client;
}

function chatUrl({ protocol, host }: Location): string {
  return `${protocol === "https:" ? "wss:" : "ws:"}//${host}/api/chat`;
}

function reconnectOnWake(client: ChatClient): () => void {
  let hiddenAt = 0;
  function onVisibility(): void {
    if (document.hidden) hiddenAt = Date.now();
    else if (hiddenAt > 0 && Date.now() - hiddenAt > longSleepMs) client.reconnect();
  }
  function onOnline(): void {
    client.reconnect();
  }
  document.addEventListener("visibilitychange", onVisibility);
  window.addEventListener("online", onOnline);
  return () => {
    document.removeEventListener("visibilitychange", onVisibility);
    window.removeEventListener("online", onOnline);
  };
}
