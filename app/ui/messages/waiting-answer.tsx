import { useText } from "#app/i18n/use-text.ts";
import { QueuePosition } from "./queue-position.tsx";

interface WaitingAnswerProps {
  model: string | undefined;
  /** There are several models: it says which is asked. */
  namesModel?: boolean;
}

/** The place of an answer before its first word. */
export function WaitingAnswer({ model, namesModel = false }: WaitingAnswerProps) {
  const t = useText();
  return (
    <article
      className="answer message-row"
      aria-label={t("message.assistant")}
      aria-busy
      data-status="streaming"
    >
      {namesModel ? <AnswerModel name={model} /> : null}
      <WaitingLines model={model} />
    </article>
  );
}

interface WaitingLinesProps {
  model: string | undefined;
  /** Its place in the line of a busy model; undefined or 0 when it does not wait there. */
  queuePosition?: number | undefined;
  /** Set while the model is still being loaded. */
  waitReason?: "loading" | undefined;
}

export function WaitingLines({ model, queuePosition, waitReason }: WaitingLinesProps) {
  const t = useText();
  return (
    <div className="flex flex-col gap-2.5 pt-2">
      <span className="shimmer w-3/5" />
      <span className="shimmer w-2/5" />
      <span className="shimmer w-1/4" />
      {queuePosition && waitReason ? (
        <p className="text-sm text-ink-muted">{t("waiting.loading")}</p>
      ) : queuePosition ? (
        <QueuePosition position={queuePosition} />
      ) : (
        <p className="said-late text-sm text-ink-muted">
          {t("waiting.model", { model: model ?? t("waiting.anyModel") })}
        </p>
      )}
    </div>
  );
}

/** Which model writes or wrote an answer. */
export function AnswerModel({ name }: { name: string | undefined }) {
  return name === undefined ? null : <p className="truncate text-xs text-ink-muted">{name}</p>;
}
