import { X } from "lucide-react";
import { useText } from "#app/i18n/use-text.ts";

/** An error that belongs to no message; stays until it is dealt with. */
export function ProblemNotice({ message, onDismiss }: { message: string; onDismiss(): void }) {
  const t = useText();
  return (
    <div
      role="alert"
      className="flex items-center gap-2 rounded-surface border border-danger/40 py-1 ps-4 pe-1 text-sm text-danger"
    >
      <p className="min-w-0 flex-1">{message}</p>
      <button type="button" className="icon-button" aria-label={t("action.dismiss")} onClick={onDismiss}>
        <X size={16} aria-hidden />
      </button>
    </div>
  );
}
