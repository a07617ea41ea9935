import { AnswerMark } from "../name-mark.tsx";
import { PlaceInLine } from "./place-in-line.tsx";

/** The place of an answer before its first word. */
export function WaitingAnswer({ model }: { model: string | undefined }) {
  return (
    <article className="answer message-row relative" aria-label="Assistant" aria-busy data-status="streaming">
      <AnswerMark />
      <WaitingLines model={model} />
    </article>
  );
}

interface WaitingLinesProps {
  model: string | undefined;
  /** Its place in the line of a busy model; undefined or 0 when it does not wait there. */
  queuePosition?: number | undefined;
}

export function WaitingLines({ model, queuePosition }: WaitingLinesProps) {
  return (
    <div className="flex flex-col gap-2.5 pt-2">
      <span className="shimmer w-3/5" />
      <span className="shimmer w-2/5" />
      <span className="shimmer w-1/4" />
      {queuePosition ? (
        <PlaceInLine position={queuePosition} />
      ) : (
        <p className="said-late text-sm text-ink-muted">Waiting for {model ?? "the model"} to begin…</p>
      )}
    </div>
  );
}
