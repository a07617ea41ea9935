import { useText } from "#app/i18n/use-text.ts";
import { UserText } from "./user-text.tsx";

interface PendingMessageProps {
  content: string;
  /** Why it was refused, in the reader's language. */
  reason: string;
  isFailed: boolean;
  onRetry(): void;
  /** Takes the text back to where it was written. */
  onTakeBack(): void;
}

/** A message that the server has not confirmed yet, or has refused. */
export function PendingMessage({ content, reason, isFailed, onRetry, onTakeBack }: PendingMessageProps) {
  const t = useText();
  return (
    <article
      className="question message-row pt-5"
      aria-label={t("message.you")}
      data-status={isFailed ? "unsent" : "sending"}
    >
      <UserText content={content} />
      {isFailed ? (
        <p role="alert" className="mt-2 text-end text-sm text-danger">
          {t("message.notSent", { reason })}{" "}
          <button type="button" className="text-button" onClick={onRetry}>
            {t("action.tryAgain")}
          </button>{" "}
          ·{" "}
          <button type="button" className="text-button" onClick={onTakeBack}>
            {t("message.takeBack")}
          </button>
        </p>
      ) : (
        <div className="message-tools flex justify-end">
          <span className="said-soon pt-2 text-sm text-ink-muted">{t("message.sending")}</span>
        </div>
      )}
    </article>
  );
}
