import { Search } from "lucide-react";
import { lazy, useEffect, useRef, useState } from "react";
import type { Thread } from "#app/chat-client/chat-state.ts";
import { useText } from "#app/i18n/use-text.ts";
import { isModifiedKey } from "#app/ui/shortcuts/keys.ts";

const loadFindBar = () => import("./find-bar.tsx");

export const FindBar = lazy(async () => {
  const module = await loadFindBar();
  return { default: module.FindBar };
});

interface FindBarState {
  isOpen: boolean;
  open(): void;
  close(): void;
}

/** Opens the search in the conversation: by its button, and by the browser's own key where its search sees a part only. */
export function useFindBar(thread: Thread | undefined): FindBarState {
  const [isOpen, setOpen] = useState(false);
  const isPart = thread !== undefined && (thread.nextBefore !== null || thread.nextAfter !== null);
  const latest = useRef({ isOpen, isPart });
  useEffect(() => {
    latest.current = { isOpen, isPart };
  });
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      // What is typed before it is there would be lost. What fails now is tried again when it opens.
      if (event.key === "Control" || event.key === "Meta") loadFindBar().catch(() => undefined);
      if (!isModifiedKey(event, "f", false)) return;
      // A second press is for the browser.
      if (!latest.current.isPart || latest.current.isOpen) return;
      event.preventDefault();
      setOpen(true);
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
  return { isOpen, open: () => setOpen(true), close: () => setOpen(false) };
}

export function FindButton({ onOpen }: { onOpen(): void }) {
  const t = useText();
  return (
    <button
      type="button"
      className="icon-button needs-script"
      aria-label={t("find.open")}
      title={t("find.open")}
      onClick={onOpen}
    >
      <Search size={18} aria-hidden />
    </button>
  );
}
