import { useText } from "#app/i18n/use-text.ts";

/** The person's own words: tinted, exactly as typed; `.question` puts them at the end of the line. None are left of a blocked message. */
export function UserText({ content }: { content: string }) {
  const t = useText();
  return (
    <p
      dir="auto"
      className="question-text max-w-[85%] rounded-surface bg-tint px-4 py-2.5 wrap-anywhere whitespace-pre-wrap"
    >
      {content === "" ? <em className="text-ink-muted">{t("message.withheld")}</em> : content}
    </p>
  );
}
