import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from "react";
import { useText } from "#app/i18n/use-text.ts";
import { isSendKey, useSendKey } from "../send-key.ts";
import { isInputMethodKey } from "../shortcuts/keys.ts";

interface EditFormProps {
  /** What was sent. */
  content: string;
  /** What an earlier edit has made of it, if one was begun. */
  begun: string;
  /** The person has just asked for it; else it was begun before and only waits. */
  takesFocus: boolean;
  onChange(content: string): void;
  onSave(content: string): void;
  onCancel(): void;
}

/** Changes a sent message in its place; saving asks for a new answer and keeps the old branch. */
export function EditForm({ content, begun, takesFocus, onChange, onSave, onCancel }: EditFormProps) {
  const t = useText();
  const sendKey = useSendKey();
  const text = useRef<HTMLTextAreaElement>(null);
  const [isAsked, setAsked] = useState(false);
  useFirstFocus(text, takesFocus);

  function submit(event?: FormEvent): void {
    event?.preventDefault();
    const edited = text.current?.value ?? "";
    if (edited.trim() !== "") onSave(edited);
  }

  /** The focus goes to the message: the field that had it is about to vanish. */
  function cancel(): void {
    const message = text.current?.closest<HTMLElement>("article");
    if (message) {
      message.tabIndex = -1;
      message.focus();
    }
    onCancel();
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.key === "Escape" && !isInputMethodKey(event.nativeEvent)) {
      // The same key asks to stop an answer; here it only closes the form, and not over what was changed.
      event.preventDefault();
      if (isAsked || text.current?.value === content) cancel();
      else setAsked(true);
    } else if (isSendKey(event, sendKey)) {
      event.preventDefault();
      submit();
    }
  }

  return (
    <form onSubmit={submit} className="composer">
      <textarea
        ref={text}
        className="composer-text"
        aria-label={t("message.edited")}
        defaultValue={begun === "" ? content : begun}
        dir="auto"
        onKeyDown={onKeyDown}
        onInput={(event) => {
          setAsked(false);
          onChange(event.currentTarget.value);
        }}
      />
      <div className="flex flex-wrap items-center justify-end gap-2 p-2">
        <p role="status" className="min-w-0 flex-1 ps-2 text-sm text-ink-muted">
          {isAsked ? t("message.discardAsk") : null}
        </p>
        <button type="button" className="button" onClick={cancel}>
          {t("action.cancel")}
        </button>
        <button className="button button-primary">{t("action.send")}</button>
      </div>
    </form>
  );
}

/** Whoever edits goes on from the end of what is there. */
function useFirstFocus(field: React.RefObject<HTMLTextAreaElement>, isWanted: boolean): void {
  useEffect(() => {
    const element = field.current;
    if (!element || !isWanted) return;
    element.focus();
    element.setSelectionRange(element.textLength, element.textLength);
    element.scrollTop = element.scrollHeight;
  }, [field, isWanted]);
}
