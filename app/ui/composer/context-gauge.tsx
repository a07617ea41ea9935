import type { RefObject } from "react";
import { useText } from "#app/i18n/use-text.ts";
import { useFieldLength } from "./growing-field.ts";

/** How much of the model's window the conversation takes, in tokens. */
export interface ContextFill {
  usedTokens: number;
  limitTokens: number;
  /** The oldest messages are already left out. */
  isCut: boolean;
}

/** A rule of thumb for what is not yet sent; the server counts what is. */
const unitsPerToken = 4;
const radius = 7;
const circumference = 2 * Math.PI * radius;

interface ContextGaugeProps {
  textRef: RefObject<HTMLTextAreaElement>;
  fill: ContextFill | undefined;
}

/** A small ring that fills as the window does: with the conversation, and with what is being written. */
export function ContextGauge({ textRef, fill }: ContextGaugeProps) {
  const t = useText();
  const draftTokens = Math.ceil(useFieldLength(textRef) / unitsPerToken);
  if (!fill) return null;
  const used = fill.usedTokens + draftTokens;
  const share = Math.min(1, used / fill.limitTokens);
  const percent = Math.round(share * 100);
  const label = t("context.gauge", { percent });
  const details = t("context.details", { used, limit: fill.limitTokens });
  const isFull = fill.isCut || share >= 1;
  return (
    <span
      role="meter"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuetext={details}
      title={[label, details, ...(isFull ? [t("context.full")] : [])].join("\n")}
      className={`flex-none ${isFull ? "text-warning" : "text-accent"}`}
    >
      <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden className="-rotate-90">
        <circle cx="10" cy="10" r={radius} fill="none" stroke="var(--line-strong)" strokeWidth="2.5" />
        <circle
          cx="10"
          cy="10"
          r={radius}
          fill="none"
          stroke="currentColor"
          strokeWidth="2.5"
          strokeDasharray={`${share * circumference} ${circumference}`}
        />
      </svg>
    </span>
  );
}
