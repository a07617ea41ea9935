import { ChevronDown, ChevronUp, X } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { useText } from "#app/i18n/use-text.ts";
import { isInputMethodKey } from "#app/ui/shortcuts/keys.ts";
import { clearMarks } from "./reveal-message.ts";
import { useFinding } from "./use-finding.ts";

interface FindBarProps {
  conversationId: string;
  onClose(): void;
}

/** Looks for words in the whole conversation, however little of it is loaded, and goes from place to place. */
export function FindBar({ conversationId, onClose }: FindBarProps) {
  const t = useText();
  const field = useRef<HTMLInputElement>(null);
  const [words, setWords] = useState("");
  const { count, place, isSearching, hasFailed, move } = useFinding(conversationId, words.trim());

  useEffect(() => {
    field.current?.focus();
    return clearMarks;
  }, []);

  function onKeyDown(event: KeyboardEvent): void {
    if (isInputMethodKey(event.nativeEvent)) return;
    if (event.key === "Escape") onClose();
    if (event.key === "Enter") {
      event.preventDefault();
      move(event.shiftKey ? -1 : 1);
    }
  }

  const status = hasFailed
    ? t("find.failed")
    : words.trim() === "" || isSearching
      ? ""
      : count === 0
        ? t("find.none")
        : t("find.place", { place, count });
  return (
    <div role="search" data-escapes className="border-b border-line px-4 md:px-6" onKeyDown={onKeyDown}>
      <div className="measure flex items-center gap-1 py-1">
        <input
          ref={field}
          type="search"
          className="field min-w-0 flex-1"
          aria-label={t("find.label")}
          placeholder={t("find.label")}
          value={words}
          maxLength={200}
          dir="auto"
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <span role="status" className="px-2 text-sm whitespace-nowrap text-ink-muted tabular-nums">
          {status}
        </span>
        <IconButton label={t("find.previous")} onClick={() => move(-1)} isDisabled={count === 0}>
          <ChevronUp size={18} aria-hidden />
        </IconButton>
        <IconButton label={t("find.next")} onClick={() => move(1)} isDisabled={count === 0}>
          <ChevronDown size={18} aria-hidden />
        </IconButton>
        <IconButton label={t("action.close")} onClick={onClose}>
          <X size={18} aria-hidden />
        </IconButton>
      </div>
    </div>
  );
}

interface IconButtonProps {
  label: string;
  isDisabled?: boolean;
  onClick(): void;
  children: React.ReactNode;
}

function IconButton({ label, isDisabled = false, onClick, children }: IconButtonProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      disabled={isDisabled}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
