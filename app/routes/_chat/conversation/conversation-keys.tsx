import { useEffect, useRef, useState, type RefObject } from "react";
import type { Thread } from "#app/chat-client/chat-state.ts";
import { useText } from "#app/i18n/use-text.ts";
import { copyFormatted } from "#app/ui/messages/copy-formatted.ts";
import {
  isInField,
  isInputMethodKey,
  isMessageKey,
  isModifiedKey,
  isStrayCharacter,
} from "#app/ui/shortcuts/keys.ts";
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
      } else if (isMessageMove(event, textRef.current)) {
        event.preventDefault();
        moveMessageFocus(list, event.key === "ArrowUp" ? -1 : 1);
      } else if (isMessageKey(event, "j")) moveMessageFocus(list, 1);
      else if (isMessageKey(event, "k")) moveMessageFocus(list, -1);
      else if (isMessageKey(event, "e")) {
        event.preventDefault();
        editFocusedMessage(list);
      } else if (isMessageKey(event, "/")) {
        event.preventDefault();
        textRef.current?.focus();
      } else if (isStrayCharacter(event)) textRef.current?.focus({ preventScroll: true });
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

/** Alt and an arrow lead to the messages, also from the composer while it is empty: in a text they move the caret. */
function isMessageMove(event: KeyboardEvent, field: HTMLTextAreaElement | null): boolean {
  const { key, altKey, ctrlKey, metaKey, shiftKey, target } = event;
  if ((key !== "ArrowUp" && key !== "ArrowDown") || !altKey || ctrlKey || metaKey || shiftKey) return false;
  return target === field ? field?.value === "" : !isInField(target);
}

/** Escape that nothing else is closed by. */
function isStopKey(event: KeyboardEvent): boolean {
  if (event.key !== "Escape" || event.defaultPrevented || isInputMethodKey(event)) return false;
  return document.querySelector("dialog[open], :popover-open, [data-escapes]") === null;
}

function useAnswerCopying(): (thread: Thread) => void {
  const t = useText();
  const showToast = useToast();
  return ({ messages }) => {
    const answer = messages.findLast(({ role, content }) => role === "assistant" && content !== "");
    if (!answer) return;
    copyFormatted(answer.content).then(
      () => showToast({ kind: "copy", text: t("copy.answerCopied") }),
      () => showToast({ kind: "copy", text: t("copy.refused") }),
    );
  };
}
