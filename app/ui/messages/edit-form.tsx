import { useRef, type FormEvent, type KeyboardEvent } from "react";
import { useText } from "#app/i18n/use-text.ts";
import { usePreferences } from "../preferences.ts";
import { isSendKey } from "../send-key.ts";

interface EditFormProps {
  content: string;
  onSave(content: string): void;
  onCancel(): void;
}

/** Changes a sent message in its place; saving asks for a new answer and keeps the old branch. */
export function EditForm({ content, onSave, onCancel }: EditFormProps) {
  const t = useText();
  const { sendKey } = usePreferences();
  const text = useRef<HTMLTextAreaElement>(null);

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
    if (event.key === "Escape") {
      // The same key asks to stop an answer; here it only closes the form.
      event.preventDefault();
      cancel();
    }
    if (!isSendKey(event, sendKey)) return;
    event.preventDefault();
    submit();
  }

  return (
    <form onSubmit={submit} className="composer">
      <textarea
        ref={text}
        className="composer-text"
        aria-label={t("message.edited")}
        defaultValue={content}
        dir="auto"
        autoFocus
        onKeyDown={onKeyDown}
      />
      <div className="flex justify-end gap-2 p-2">
        <button type="button" className="button" onClick={cancel}>
          {t("action.cancel")}
        </button>
        <button className="button button-primary">{t("action.send")}</button>
      </div>
    </form>
  );
}
