import { useRevalidator } from "@remix-run/react";
import { useEffect } from "react";
import { useChat } from "#app/chat-client/chat-context.tsx";

/** Asks for the conversation's frames while it is shown, from when its page is in the store. */
export function useWatch(conversationId: string, isLoaded: boolean): void {
  const { client } = useChat();
  useEffect(() => {
    return client && isLoaded ? client.watch(conversationId) : undefined;
  }, [client, conversationId, isLoaded]);
}

/** Loads the page again when a frame told of something it does not show. */
export function useThreadReload(needsReload: boolean): void {
  const { revalidate, state } = useRevalidator();
  useEffect(() => {
    if (needsReload && state === "idle") revalidate();
  }, [needsReload, state, revalidate]);
}
