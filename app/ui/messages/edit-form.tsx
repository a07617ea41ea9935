import { useRef, type FormEvent, type KeyboardEvent } from "react";
import { isSendKey } from "../send-key.ts";

interface EditFormProps {
  content: string;
  onSave(content: string): void;
  onCancel(): void;
}

/** Changes a sent message in its place; saving asks for a new answer and keeps the old branch. */
export function EditForm({ content, onSave, onCancel }: EditFormProps) {
  const text = useRef<HTMLTextAreaElement>(null);

  function submit(event?: FormEvent): void {
    event?.preventDefault();
    const edited = text.current?.value ?? "";
    if (edited.trim() !== "") onSave(edited);
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.key === "Escape") onCancel();
    if (!isSendKey(event)) return;
    event.preventDefault();
    submit();
  }

  return (
    <form onSubmit={submit} className="composer">
      <textarea
        ref={text}
        className="composer-text"
        aria-label="Edited message"
        defaultValue={content}
        dir="auto"
        autoFocus
        onKeyDown={onKeyDown}
      />
      <div className="flex justify-end gap-2 p-2">
        <button type="button" className="button" onClick={onCancel}>
          Cancel
        </button>
        <button className="button button-primary">Send</button>
      </div>
    </form>
  );
}
