import { useText } from "#app/i18n/use-text.ts";

/** The place of an answer that waits for a busy model; 1 is next. */
export function QueuePosition({ position }: { position: number }) {
  const t = useText();
  return <p className="text-sm text-ink-muted">{t("waiting.queue", { position })}</p>;
}
