import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useText } from "#app/i18n/use-text.ts";
import type { Conversation } from "#app/protocol/resources.ts";
import type { SearchHit } from "#app/protocol/search.ts";
import { HighlightedText } from "../search/highlighted-text.tsx";
import { isInputMethodKey } from "../shortcuts/keys.ts";
import { paletteEntries, type PaletteCommand, type PaletteEntry } from "./palette-entries.ts";

export interface PaletteProps {
  commands: readonly PaletteCommand[];
  /** Those that are known here; older ones come by the search. */
  conversations: readonly Conversation[];
  /** @returns undefined when the search did not answer */
  search(query: string, signal: AbortSignal): Promise<readonly SearchHit[] | undefined>;
  onOpen(address: string): void;
  onClose(): void;
}

/** After this pause in typing the messages are searched, in milliseconds. */
const pauseMs = 150;

/** Finds conversations, messages and commands from the keyboard: a combobox with its list (ARIA 1.2). */
export default function Palette({ commands, conversations, search, onOpen, onClose }: PaletteProps) {
  const t = useText();
  const listId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [query, setQuery] = useState("");
  const [selected, setSelected] = useState(0);
  const found = useFound(query, search);
  const groups = useMemo(
    () => paletteEntries({ query, commands, conversations, hits: found.hits }),
    [query, commands, conversations, found.hits],
  );
  const entries = groups.flatMap(({ entries: own }) => own);
  const chosen = Math.min(selected, entries.length - 1);

  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  useEffect(() => {
    document.getElementById(`${listId}-${chosen}`)?.scrollIntoView({ block: "nearest" });
  }, [listId, chosen]);

  function choose(entry: PaletteEntry | undefined): void {
    if (!entry) return;
    dialog.current?.close();
    if (entry.kind === "command" && entry.command.run) entry.command.run();
    else onOpen(entry.kind === "command" ? (entry.command.address ?? "/") : entry.address);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (isInputMethodKey(event.nativeEvent)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setSelected((chosen + step + entries.length) % Math.max(1, entries.length));
    else if (event.key === "Enter") choose(entries[chosen]);
    else return;
    event.preventDefault();
  }

  let index = -1;
  return (
    <dialog
      ref={dialog}
      className="palette p-0"
      aria-label={t("palette.label")}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current.close();
      }}
    >
      <input
        className="min-h-13 w-full flex-none border-b border-line bg-transparent px-4 text-base -outline-offset-2"
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={entries.length > 0 ? `${listId}-${chosen}` : undefined}
        aria-autocomplete="list"
        aria-label={t("palette.label")}
        placeholder={t("palette.placeholder")}
        value={query}
        dir="auto"
        autoFocus
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setSelected(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div
        id={listId}
        role="listbox"
        aria-label={t("search.results")}
        aria-busy={found.isSearching}
        className="min-h-0 flex-1 overflow-y-auto p-2"
      >
        {groups.map((group) => (
          <div key={group.id} role="group" aria-label={t(group.id)}>
            <p aria-hidden className="px-3 pt-2 pb-1 text-xs font-medium text-ink-muted">
              {t(group.id)}
            </p>
            {group.entries.map((entry) => {
              index += 1;
              const own = index;
              return (
                <div
                  key={entry.key}
                  id={`${listId}-${own}`}
                  role="option"
                  aria-selected={own === chosen}
                  className="palette-option"
                  onPointerMove={() => setSelected(own)}
                  onClick={() => choose(entry)}
                >
                  <EntryFace entry={entry} />
                </div>
              );
            })}
          </div>
        ))}
      </div>
      <p role="status" className="flex-none px-5 pb-2 text-xs text-ink-muted empty:hidden">
        {found.hasFailed ? t("palette.failed") : null}
        {!found.hasFailed && entries.length === 0 && !found.isSearching ? t("palette.nothing") : null}
        {entries.length > 0 && query !== "" ? (
          <span className="sr-only">{t("palette.count", { count: entries.length })}</span>
        ) : null}
      </p>
    </dialog>
  );
}

function EntryFace({ entry }: { entry: PaletteEntry }) {
  const t = useText();
  if (entry.kind === "command") return <span className="truncate">{entry.command.label}</span>;
  if (entry.kind === "all")
    return <span className="truncate">{t("palette.allResults", { query: entry.query })}</span>;
  if (entry.kind === "conversation") {
    return (
      <span className="truncate" dir="auto">
        {entry.title || t("conversation.untitled")}
      </span>
    );
  }
  const { hit } = entry;
  return (
    <span className="min-w-0">
      <span className="block truncate text-xs text-ink-muted" dir="auto">
        {hit.title || t("conversation.untitled")}
      </span>
      <span className="line-clamp-2 wrap-anywhere" dir="auto">
        <HighlightedText text={hit.excerpt} highlights={hit.highlights} />
      </span>
    </span>
  );
}

interface Found {
  hits: readonly SearchHit[];
  isSearching: boolean;
  hasFailed: boolean;
}

const nothing: Found = { hits: [], isSearching: false, hasFailed: false };

/** Searches as one types; what was found before stays until the next answer comes. */
function useFound(query: string, search: PaletteProps["search"]): Found {
  const [found, setFound] = useState(nothing);
  const wanted = query.trim();
  useEffect(() => {
    if (wanted === "") return setFound(nothing);
    const giveUp = new AbortController();
    setFound((before) => ({ ...before, isSearching: true }));
    const timer = setTimeout(() => {
      void search(wanted, giveUp.signal).then((hits) => {
        if (!giveUp.signal.aborted) {
          setFound({ hits: hits ?? [], isSearching: false, hasFailed: hits === undefined });
        }
      });
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      giveUp.abort();
    };
  }, [wanted, search]);
  return found;
}
