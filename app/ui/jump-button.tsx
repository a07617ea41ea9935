import { ArrowDown } from "lucide-react";
import { useText } from "#app/i18n/use-text.ts";

/** The way back to the newest words. */
export function JumpButton({ onJump }: { onJump(): void }) {
  const t = useText();
  return (
    <div className="needs-script measure pointer-events-none absolute inset-x-0 bottom-2 flex justify-end px-4 md:px-6">
      <button
        type="button"
        onClick={onJump}
        aria-label={t("conversation.jumpToEnd")}
        title={t("conversation.jumpToEnd")}
        className="pointer-events-auto grid size-10 place-items-center rounded-full border border-line bg-raised text-ink-muted shadow-float hover:text-ink"
      >
        <ArrowDown size={18} aria-hidden />
      </button>
    </div>
  );
}
