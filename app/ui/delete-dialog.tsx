import { useEffect, useId, useRef, type FormEvent, type SyntheticEvent } from "react";
import { RichText } from "#app/i18n/rich-text.tsx";
import { useText } from "#app/i18n/use-text.ts";
import type { Conversation } from "#app/protocol/resources.ts";

interface DeleteDialogProps {
  conversation: Conversation | undefined;
  onConfirm(conversation: Conversation): void;
  onCancel(): void;
}

/** Asks before a conversation is deleted. Rendered open by the server, it is a form that works without script. */
export function DeleteDialog({ conversation, onConfirm, onCancel }: DeleteDialogProps) {
  const t = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  const [headingId, textId] = [useId(), useId()];
  const isOpen = conversation !== undefined;

  useEffect(() => {
    const element = dialog.current;
    if (!element || !isOpen) return;
    // Opened by the server it is an ordinary box; only the script can make it modal.
    element.close();
    element.showModal();
  }, [isOpen]);

  if (!conversation) return null;

  function submit(event: FormEvent): void {
    event.preventDefault();
    // Closing by the dialog's own means gives the focus back to where it was.
    dialog.current?.close();
    if (conversation) onConfirm(conversation);
  }

  function cancel(event: SyntheticEvent): void {
    event.preventDefault();
    dialog.current?.close();
    onCancel();
  }

  return (
    <dialog
      ref={dialog}
      open
      aria-labelledby={headingId}
      aria-describedby={textId}
      onCancel={cancel}
      className="fixed inset-0 z-10 h-fit w-[min(26rem,calc(100vw-2rem))] rounded-surface border border-line bg-raised p-6 shadow-float"
    >
      <form method="post" action={`/c/${conversation.id}`} onSubmit={submit}>
        <input type="hidden" name="intent" value="delete" />
        <input type="hidden" name="from" value="page" />
        <h2 id={headingId} className="text-lg font-semibold">
          {t("delete.heading")}
        </h2>
        <p id={textId} className="mt-2 text-sm text-ink-muted">
          <RichText
            id="delete.text"
            values={{
              title: (
                <bdi className="font-medium break-words text-ink">
                  {conversation.title || t("conversation.untitled")}
                </bdi>
              ),
            }}
          />
        </p>
        <div className="mt-6 flex justify-end gap-2">
          <a href={`/c/${conversation.id}`} role="button" className="button" onClick={cancel}>
            {t("action.cancel")}
          </a>
          <button className="button button-danger">{t("delete.confirm")}</button>
        </div>
      </form>
    </dialog>
  );
}
