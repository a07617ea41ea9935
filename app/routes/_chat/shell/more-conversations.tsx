import { useCallback, useEffect, useRef, useState } from "react";
import { requestApi } from "#app/chat-client/api-request.ts";
import { useChat, useChatState } from "#app/chat-client/chat-context.tsx";
import { useText } from "#app/i18n/use-text.ts";
import type { Conversation } from "#app/protocol/resources.ts";

type Loading = "idle" | "loading" | "failed";

/** The next page of the sidebar, loaded when the end of the list comes near. Without script it is a link to it. */
export function MoreConversations() {
  const { store } = useChat();
  const t = useText();
  const nextCursor = useChatState((state) => state.nextCursor);
  const [loading, setLoading] = useState<Loading>("idle");
  const link = useRef<HTMLAnchorElement>(null);
  const query = `cursor=${encodeURIComponent(nextCursor ?? "")}`;

  const load = useCallback(async () => {
    setLoading("loading");
    const requestedAt = Date.now();
    const { body } = { body: undefined, ...(await requestApi(`/api/conversations?${query}`)) };
    if (isPage(body)) store.dispatch({ type: "conversations.loaded", ...body, isFirst: false, requestedAt });
    setLoading(isPage(body) ? "idle" : "failed");
  }, [store, query]);

  useEffect(() => {
    const element = link.current;
    // What failed is tried again by hand.
    if (!element || loading !== "idle") return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) void load();
      },
      { root: element.closest("nav"), rootMargin: "400px" },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [loading, load]);

  if (nextCursor === null) return null;
  return (
    <div className="px-3 pt-4">
      <a
        ref={link}
        href={`?${query}`}
        role="button"
        className="button w-full"
        aria-disabled={loading === "loading"}
        onClick={(event) => {
          event.preventDefault();
          if (loading !== "loading") void load();
        }}
      >
        {t(loading === "loading" ? "sidebar.loading" : "sidebar.loadMore")}
      </a>
      {loading === "failed" ? (
        <p role="alert" className="pt-2 text-xs text-danger">
          {t("sidebar.loadFailed")}
        </p>
      ) : null}
    </div>
  );
}

interface Page {
  items: Conversation[];
  nextCursor: string | null;
}

function isPage(value: unknown): value is Page {
  return typeof value === "object" && value !== null && "items" in value && Array.isArray(value.items);
}
