import { ArrowUp, ListPlus, Square } from "lucide-react";
import { useText } from "#app/i18n/use-text.ts";

interface ComposerButtonsProps {
  running: { stop: (() => void) | undefined } | undefined;
}

/** Send; while an answer grows Stop in its place, beside a way to queue what is in the field. */
export function ComposerButtons({ running }: ComposerButtonsProps) {
  const t = useText();
  if (!running) {
    return (
      <button className="send-button" aria-label={t("composer.send")} title={t("composer.send")}>
        <ArrowUp size={20} aria-hidden />
      </button>
    );
  }
  return (
    <>
      <button
        className="icon-button queue-button"
        aria-label={t("composer.queue")}
        title={t("composer.queue")}
      >
        <ListPlus size={18} aria-hidden />
      </button>
      <button
        type="button"
        className="send-button"
        aria-label={t("composer.stop")}
        title={`${t("composer.stop")} (Esc Esc)`}
        disabled={!running.stop}
        onClick={running.stop}
      >
        <Square size={14} fill="currentColor" aria-hidden />
      </button>
    </>
  );
}
