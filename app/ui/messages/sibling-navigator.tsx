import { ChevronLeft, ChevronRight } from "lucide-react";
import { useText } from "#app/i18n/use-text.ts";

interface SiblingNavigatorProps {
  id: string;
  siblingIds: readonly string[];
  onSelect(messageId: string): void;
}

/** Leafs through the versions of a message; nothing where there is only one. */
export function SiblingNavigator({ id, siblingIds, onSelect }: SiblingNavigatorProps) {
  const t = useText();
  const index = siblingIds.indexOf(id);
  if (siblingIds.length < 2 || index < 0) return null;
  const previous = siblingIds[index - 1];
  const next = siblingIds[index + 1];
  return (
    <span
      role="group"
      aria-label={t("message.versions")}
      className="flex items-center text-xs text-ink-muted"
    >
      <button
        type="button"
        className="icon-button"
        aria-label={t("message.previousVersion")}
        disabled={previous === undefined}
        onClick={() => previous !== undefined && onSelect(previous)}
      >
        <ChevronLeft size={16} aria-hidden className="rtl:-scale-x-100" />
      </button>
      <span className="tabular-nums">
        {index + 1} / {siblingIds.length}
      </span>
      <button
        type="button"
        className="icon-button"
        aria-label={t("message.nextVersion")}
        disabled={next === undefined}
        onClick={() => next !== undefined && onSelect(next)}
      >
        <ChevronRight size={16} aria-hidden className="rtl:-scale-x-100" />
      </button>
    </span>
  );
}
