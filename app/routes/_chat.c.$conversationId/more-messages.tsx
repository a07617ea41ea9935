import { useEffect, useRef, type MouseEvent } from "react";
import type { Thread } from "#app/chat-client/chat-state.ts";
import { useErrorText } from "#app/i18n/error-text.ts";
import { useText } from "#app/i18n/use-text.ts";
import { useBranchPages } from "./branch-pages.ts";

interface MoreMessagesProps {
  thread: Thread;
  direction: "before" | "after";
}

/** This far before it comes into view the next page is fetched. */
const reach = "800px 0px";

/** The way to older or newer messages: fetched as one scrolls near, a link for browsers without script. */
export function MoreMessages({ thread, direction }: MoreMessagesProps) {
  const t = useText();
  const errorText = useErrorText();
  const { conversationId } = thread;
  const from = direction === "before" ? thread.nextBefore : thread.nextAfter;
  const ref = useRef<HTMLDivElement>(null);
  const { extend, isLoading, problem } = useBranchPages(conversationId, ref);
  const hasFailed = problem !== undefined;

  useEffect(() => {
    const element = ref.current;
    if (!element || from === null || hasFailed) return;
    const root = element.closest("[role=log]");
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) void extend(direction);
      },
      { root, rootMargin: reach },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [from, direction, extend, hasFailed]);

  if (from === null) return null;
  function load(event: MouseEvent): void {
    event.preventDefault();
    void extend(direction);
  }
  const label = t(direction === "before" ? "conversation.loadEarlier" : "conversation.loadLater");
  return (
    <div ref={ref} className="flex flex-col items-center gap-2 pt-6 pb-12">
      <a
        href={`/c/${conversationId}?${direction}=${encodeURIComponent(from)}`}
        role="button"
        className="button"
        onClick={load}
      >
        {isLoading ? t("conversation.loading") : label}
      </a>
      {problem ? (
        <p role="alert" className="text-sm text-danger">
          {errorText(problem)}
        </p>
      ) : null}
    </div>
  );
}
