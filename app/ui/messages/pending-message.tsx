import { UserText } from "./user-text.tsx";

interface PendingMessageProps {
  content: string;
  failure: { code: string; message: string } | undefined;
  isFailed: boolean;
  onRetry(): void;
  /** Takes the text back to where it was written. */
  onTakeBack(): void;
}

/** A message that the server has not confirmed yet, or has refused. */
export function PendingMessage({ content, failure, isFailed, onRetry, onTakeBack }: PendingMessageProps) {
  return (
    <article className="message-row pt-5" aria-label="You" data-status={isFailed ? "unsent" : "sending"}>
      <UserText content={content} />
      {isFailed ? (
        <p role="alert" className="mt-2 text-end text-sm text-danger">
          Not sent. {failure?.message}{" "}
          <button type="button" className="text-button" onClick={onRetry}>
            Try again
          </button>{" "}
          ·{" "}
          <button type="button" className="text-button" onClick={onTakeBack}>
            Edit
          </button>
        </p>
      ) : (
        <div className="message-tools flex justify-end">
          <span className="said-soon pt-2 text-sm text-ink-muted">Sending…</span>
        </div>
      )}
    </article>
  );
}
