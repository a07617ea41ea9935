import { X } from "lucide-react";
import { useEffect, useState, type FocusEvent } from "react";
import { useText } from "#app/i18n/use-text.ts";

export interface ToastOptions {
  text: string;
  /** A later one of the same kind takes its place; by itself each text is a kind. */
  kind?: string;
  /** A way back or onward; using it also takes the toast away. */
  action?: { label: string; run(): void };
  /** Called once when the toast goes away without its action. */
  onExpire?: () => void;
}

export interface Toast extends ToastOptions {
  id: number;
}

/** Long enough to read a sentence and reach the button (WCAG 2.2.1: pointing or focusing stops the clock). */
const shownMs = 8_000;

interface ToastCardProps {
  toast: Toast;
  onEnd(id: number, isActedOn: boolean): void;
}

export function ToastCard({ toast: { id, text, action }, onEnd }: ToastCardProps) {
  const t = useText();
  const [isPointed, setPointed] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const isHeld = isPointed || isFocused;

  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => onEnd(id, false), shownMs);
    return () => clearTimeout(timer);
  }, [isHeld, id, onEnd]);

  function onBlur({ currentTarget, relatedTarget }: FocusEvent<HTMLElement>): void {
    if (!currentTarget.contains(relatedTarget)) setFocused(false);
  }

  return (
    <div
      className="toast"
      onPointerEnter={() => setPointed(true)}
      onPointerLeave={() => setPointed(false)}
      onFocus={() => setFocused(true)}
      onBlur={onBlur}
    >
      <p className="min-w-0 flex-1 py-2.5 wrap-anywhere">{text}</p>
      {action ? (
        <button
          type="button"
          className="button border-transparent text-accent"
          onClick={() => onEnd(id, true)}
        >
          {action.label}
        </button>
      ) : null}
      <button
        type="button"
        className="icon-button"
        aria-label={t("action.dismiss")}
        onClick={() => onEnd(id, false)}
      >
        <X size={16} aria-hidden />
      </button>
    </div>
  );
}
