import { useFetcher } from "@remix-run/react";
import { useEffect, useLayoutEffect, useRef, type MouseEvent } from "react";
import { useChat } from "#app/chat-client/chat-context.tsx";
import type { Thread } from "#app/chat-client/chat-state.ts";
import type { LoadedConversation } from "./conversation-page.tsx";

/** The page of messages before the first one shown. What is being read stays where it is on the screen. */
export function EarlierMessages({ thread }: { thread: Thread }) {
  const { conversationId, nextBefore } = thread;
  const { store } = useChat();
  const fetcher = useFetcher<LoadedConversation>();
  const button = useRef<HTMLDivElement>(null);
  const { data } = fetcher;

  useEffect(() => {
    if (!data?.before) return;
    store.dispatch({ type: "thread.extended", conversationId, before: data.before, ...data.messages });
  }, [store, conversationId, data]);
  const anchor = useScrollAnchor(button, thread.messages[0]?.id);

  if (nextBefore === null) return null;
  const address = `/c/${conversationId}?before=${encodeURIComponent(nextBefore)}`;
  function load(event: MouseEvent): void {
    event.preventDefault();
    anchor();
    if (fetcher.state === "idle") fetcher.load(address);
  }
  return (
    <div ref={button} className="flex justify-center pt-6">
      <a href={address} role="button" className="button" onClick={load}>
        {fetcher.state === "idle" ? "Load earlier" : "Loading…"}
      </a>
    </div>
  );
}

const useBrowserLayoutEffect = typeof document === "undefined" ? useEffect : useLayoutEffect;

/** Notes where the first message stands when called, and puts it back there once others come before it. */
function useScrollAnchor(above: React.RefObject<HTMLElement>, firstId: string | undefined): () => void {
  const noted = useRef<{ element: Element; top: number }>();
  useBrowserLayoutEffect(() => {
    const scroll = noted.current?.element.closest("[role=log]");
    if (!noted.current || !scroll) return;
    scroll.scrollTop += noted.current.element.getBoundingClientRect().top - noted.current.top;
    noted.current = undefined;
  }, [firstId]);
  return () => {
    const element = above.current?.nextElementSibling;
    if (element) noted.current = { element, top: element.getBoundingClientRect().top };
  };
}
