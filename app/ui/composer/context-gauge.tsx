import type { RefObject } from "react";
import { useText } from "#app/i18n/use-text.ts";
import { Menu } from "../menu.tsx";
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
    <Menu
      label={label}
      eager
      buttonClass={`icon-button ${isFull ? "text-warning" : "text-accent"}`}
      face={<Ring share={share} />}
    >
      <p className="max-w-64 px-2.5 py-2 text-sm">
        {label}
        <span className="block text-ink-muted tabular-nums">{details}</span>
        {isFull ? <span className="block pt-1 text-warning">{t("context.full")}</span> : null}
      </p>
    </Menu>
  );
}

function Ring({ share }: { share: number }) {
  return (
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
  );
}
