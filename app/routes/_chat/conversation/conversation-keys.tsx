import { useEffect, useRef, useState, type RefObject } from "react";
import type { Thread } from "#app/chat-client/chat-state.ts";
import { useText } from "#app/i18n/use-text.ts";
import { isLetterKey, isModifiedKey } from "#app/ui/shortcuts/keys.ts";
import { useToast } from "#app/ui/toasts/toasts.tsx";
import { editFocusedMessage, moveMessageFocus } from "./message-focus.ts";

/** A second press of Escape within this time stops the answer, in milliseconds. */
const askedMs = 3_000;

interface ConversationKeysProps {
  thread: Thread;
  scrollRef: RefObject<HTMLElement>;
  textRef: RefObject<HTMLTextAreaElement>;
  /** Defined while an answer can be stopped. */
  stop: (() => void) | undefined;
}

/** The keys that work in an open conversation, and the question that the first Escape asks. */
export function ConversationKeys(props: ConversationKeysProps) {
  const t = useText();
  const [isAsked, setAsked] = useState(false);
  const copyLast = useAnswerCopying();
  const latest = useRef({ ...props, isAsked, copyLast });
  useEffect(() => {
    latest.current = { ...props, isAsked, copyLast };
  });

  useEffect(() => {
    if (!isAsked) return;
    const timer = setTimeout(() => setAsked(false), askedMs);
    return () => clearTimeout(timer);
  }, [isAsked]);

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const { thread, scrollRef, textRef, stop, ...rest } = latest.current;
      const list = scrollRef.current;
      if (isStopKey(event) && stop) {
        if (rest.isAsked) stop();
        setAsked(!rest.isAsked);
      } else if (isModifiedKey(event, "c")) {
        event.preventDefault();
        rest.copyLast(thread);
      } else if (isLetterKey(event, "j")) moveMessageFocus(list, 1);
      else if (isLetterKey(event, "k")) moveMessageFocus(list, -1);
      else if (isLetterKey(event, "e")) editFocusedMessage(list);
      else if (isLetterKey(event, "/")) {
        event.preventDefault();
        textRef.current?.focus();
      }
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);

  return (
    <p role="status" className="measure px-4 text-center text-sm text-ink-muted md:px-6">
      {isAsked && props.stop ? <span className="block pb-2">{t("stop.ask")}</span> : null}
    </p>
  );
}

/** Escape that nothing else is closed by. */
function isStopKey(event: KeyboardEvent): boolean {
  if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return false;
  return document.querySelector("dialog[open], :popover-open, [data-escapes]") === null;
}

function useAnswerCopying(): (thread: Thread) => void {
  const t = useText();
  const showToast = useToast();
  return ({ messages }) => {
    const answer = messages.findLast(({ role, content }) => role === "assistant" && content !== "");
    if (!answer) return;
    navigator.clipboard.writeText(answer.content).then(
      () => showToast({ text: t("copy.answerCopied") }),
      () => showToast({ text: t("copy.refused") }),
    );
  };
}
