import { Pencil, X } from "lucide-react";
import { useText } from "#app/i18n/use-text.ts";

interface QueuedMessagesProps {
  messages: readonly { id: string; content: string }[];
  /** Takes the text back into the field. */
  onEdit(id: string): void;
  onCancel(id: string): void;
}

/** What goes out when the running answer is over, in order; nothing where nothing waits. */
export function QueuedMessages({ messages, onEdit, onCancel }: QueuedMessagesProps) {
  const t = useText();
  if (messages.length === 0) return null;
  return (
    <section aria-label={t("queued.heading")} className="pb-2 text-sm">
      <h2 className="px-4 text-xs text-ink-muted">{t("queued.note")}</h2>
      <ul>
        {messages.map(({ id, content }) => (
          <li key={id} className="flex items-center gap-1 ps-4">
            <span className="min-w-0 flex-1 truncate" dir="auto">
              {content}
            </span>
            <button
              type="button"
              className="icon-button"
              aria-label={t("queued.edit")}
              title={t("queued.edit")}
              onClick={() => onEdit(id)}
            >
              <Pencil size={16} aria-hidden />
            </button>
            <button
              type="button"
              className="icon-button"
              aria-label={t("queued.cancel")}
              title={t("queued.cancel")}
              onClick={() => onCancel(id)}
            >
              <X size={16} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
