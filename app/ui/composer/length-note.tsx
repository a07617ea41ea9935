import type { RefObject } from "react";
import { useText } from "#app/i18n/use-text.ts";
import { useFieldLength } from "./growing-field.ts";

/** From this share of the limit on it is said how much is left. */
const noticeShare = 0.8;

interface LengthNoteProps {
  textRef: RefObject<HTMLTextAreaElement>;
  maxLength: number;
}

/** How much may still be written, once that matters. */
export function LengthNote({ textRef, maxLength }: LengthNoteProps) {
  const t = useText();
  const length = useFieldLength(textRef);
  if (length < maxLength * noticeShare) return null;
  const left = maxLength - length;
  return (
    <span
      role="status"
      className={`truncate text-xs tabular-nums ${left < 0 ? "text-danger" : "text-ink-muted"}`}
    >
      {left < 0
        ? t("composer.charactersOver", { count: -left })
        : t("composer.charactersLeft", { count: left })}
    </span>
  );
}
