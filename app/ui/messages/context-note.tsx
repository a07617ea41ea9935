import { useText } from "#app/i18n/use-text.ts";

/** Stands where the model's window begins: what is above was not shown to it any more. */
export function ContextNote({ isSummarised }: { isSummarised: boolean }) {
  const t = useText();
  return (
    <p role="note" className="context-note">
      {isSummarised ? t("context.summarisedAbove") : t("context.unseenAbove")}
    </p>
  );
}
