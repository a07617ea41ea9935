import { useText } from "#app/i18n/use-text.ts";
import { isInputMethodKey } from "./shortcuts/keys.ts";
import { useRef, type FormEvent, type KeyboardEvent } from "react";

interface TitleFormProps {
  title: string;
  /** Where a browser without script sends it. */
  action?: string;
  onSave(title: string): void;
  onCancel(): void;
}

const maxLength = 200;

/** Renames in place: Enter or leaving the field saves, Escape gives up. */
export function TitleForm({ title, action, onSave, onCancel }: TitleFormProps) {
  const t = useText();
  const isOver = useRef(false);
  const field = useRef<HTMLInputElement>(null);

  function end(entered: string | undefined): void {
    if (isOver.current) return;
    isOver.current = true;
    const trimmed = entered?.trim();
    if (trimmed) onSave(trimmed);
    else onCancel();
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    end(field.current?.value);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Escape" || isInputMethodKey(event.nativeEvent)) return;
    event.preventDefault();
    end(undefined);
  }

  return (
    <form method="post" action={action} onSubmit={submit} className="min-w-0 flex-1">
      <input type="hidden" name="intent" value="rename" />
      <input type="hidden" name="from" value="page" />
      <input
        ref={field}
        className="field"
        name="title"
        aria-label={t("conversation.title")}
        defaultValue={title}
        maxLength={maxLength}
        required
        autoFocus
        autoComplete="off"
        onFocus={(event) => event.currentTarget.select()}
        onBlur={(event) => end(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
    </form>
  );
}
