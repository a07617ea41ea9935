import { useEffect, useState } from "react";
import { useText } from "#app/i18n/use-text.ts";

interface ReasoningProps {
  text: string;
  /** The model thinks, and has not begun to answer. */
  isThinking: boolean;
  /** How long it thought, as the server says; undefined while that is not known. */
  durationMs: number | undefined;
}

/** What the model thought before its answer: open while it thinks, folded afterwards. */
export function Reasoning({ text, isThinking, durationMs }: ReasoningProps) {
  const t = useText();
  const seenMs = useSeenTime(isThinking);
  const seconds = Math.max(1, Math.round((durationMs ?? seenMs ?? 0) / 1000));
  const isTimed = durationMs !== undefined || seenMs !== undefined;
  return (
    <details className="mb-3 text-sm text-ink-muted" open={isThinking} data-reasoning>
      <summary className="w-fit py-1.5 select-none hover:text-ink">
        {isThinking
          ? t("reasoning.thinking")
          : isTimed
            ? t("reasoning.thought", { seconds })
            : t("reasoning.title")}
      </summary>
      <p dir="auto" className="border-s-2 border-line ps-4 wrap-anywhere whitespace-pre-wrap">
        {text}
      </p>
    </details>
  );
}

/** How long the thinking took before the reader's eyes, in milliseconds; undefined when they were not there. */
function useSeenTime(isThinking: boolean): number | undefined {
  const [seenMs, setSeenMs] = useState<number>();
  useEffect(() => {
    if (!isThinking) return;
    const startedAt = performance.now();
    return () => setSeenMs(performance.now() - startedAt);
  }, [isThinking]);
  return seenMs;
}
