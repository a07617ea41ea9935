import { useState, type MouseEvent } from "react";
import { useChat, useChatState } from "#app/chat-client/chat-context.tsx";
import type { Conversation } from "#app/protocol/resources.ts";

type Loading = "idle" | "loading" | "failed";

/** The next page of the sidebar. Without script it is a link to it. */
export function MoreConversations() {
  const { store } = useChat();
  const nextCursor = useChatState((state) => state.nextCursor);
  const [loading, setLoading] = useState<Loading>("idle");
  if (nextCursor === null) return null;
  const query = `cursor=${encodeURIComponent(nextCursor)}`;

  async function load(event: MouseEvent): Promise<void> {
    event.preventDefault();
    setLoading("loading");
    const requestedAt = Date.now();
    const page = await fetchConversations(query);
    if (page) store.dispatch({ type: "conversations.loaded", ...page, isFirst: false, requestedAt });
    setLoading(page ? "idle" : "failed");
  }

  return (
    <div className="px-3 pt-4">
      <a
        href={`?${query}`}
        role="button"
        className="button w-full"
        aria-disabled={loading === "loading"}
        onClick={(event) => void load(event)}
      >
        {loading === "loading" ? "Loading…" : "Load more"}
      </a>
      {loading === "failed" ? (
        <p role="alert" className="pt-2 text-xs text-danger">
          The list could not be loaded. Try again.
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

async function fetchConversations(query: string): Promise<Page | undefined> {
  try {
    const response = await fetch(`/api/conversations?${query}`);
    if (!response.ok) return undefined;
    const page: unknown = await response.json();
    return isPage(page) ? page : undefined;
  } catch {
    // Out of reach; the person is told and can try again.
    return undefined;
  }
}
