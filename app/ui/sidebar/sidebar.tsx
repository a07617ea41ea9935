import { Link } from "@remix-run/react";
import { ListChecks, Search, SquarePen, X } from "lucide-react";
import { useState, type MouseEvent, type ReactNode } from "react";
import { useText } from "#app/i18n/use-text.ts";
import type { Conversation } from "#app/protocol/resources.ts";
import { NameMark } from "../name-mark.tsx";
import { useModifierName } from "../shortcuts/modifier-name.ts";
import type { ConversationCommands } from "./conversation-commands.ts";
import { ConversationGroups } from "./conversation-groups.tsx";
import type { Today } from "./day-groups.ts";
import { SelectionBar } from "./selection-bar.tsx";

export const sidebarId = "sidebar";

interface SidebarProps {
  /** By which the button of the page header opens it. */
  id?: string;
  appName: string;
  conversations: readonly Conversation[];
  currentId: string | undefined;
  today: Today;
  commands: ConversationCommands;
  /** Opens the search over the page; without it the page of the search opens. */
  onSearch: (() => void) | undefined;
  /** Below the list: more of it, or why there is no more. */
  more: ReactNode;
  account: ReactNode;
}

/** The conversations, a column on wide screens and a drawer on narrow ones. */
export function Sidebar(props: SidebarProps) {
  const {
    id = sidebarId,
    appName,
    conversations,
    currentId,
    today,
    commands,
    onSearch,
    more,
    account,
  } = props;
  const t = useText();
  const modifier = useModifierName();
  const selection = useSelection();
  return (
    <aside
      id={id}
      aria-label={t("conversation.list")}
      className="drawer min-h-0 flex-col border-e border-line bg-sunken text-sm"
      {...{ popover: "auto" }}
    >
      <div className="flex h-14 flex-none items-center gap-2.5 ps-4 pe-2">
        <NameMark />
        <span className="min-w-0 flex-1 truncate text-base font-semibold">{appName}</span>
        <button
          type="button"
          className="icon-button md:hidden"
          aria-label={t("sidebar.close")}
          {...{ popovertarget: id, popovertargetaction: "hide" }}
        >
          <X size={18} aria-hidden />
        </button>
      </div>
      <div className="flex-none px-2 pb-2">
        <Link
          to="/"
          title={`${t("action.newChat")} (${modifier} Shift O)`}
          className="flex h-10 items-center gap-2.5 rounded-control px-3 font-medium text-accent hover:bg-hover"
        >
          <SquarePen size={16} aria-hidden /> {t("action.newChat")}
        </Link>
        <div className="flex items-center">
          <SearchLink onSearch={onSearch} />
          {conversations.length > 1 ? (
            <button
              type="button"
              className="icon-button needs-script"
              aria-label={t("sidebar.select")}
              title={t("sidebar.select")}
              aria-pressed={selection.ids !== undefined}
              onClick={selection.ids ? selection.end : selection.begin}
            >
              <ListChecks size={16} aria-hidden />
            </button>
          ) : null}
        </div>
      </div>
      <nav
        aria-label={t("conversation.list")}
        className="conversation-list min-h-0 flex-1 overflow-y-auto px-2 pb-4"
      >
        {conversations.length === 0 ? <p className="px-3 pt-3 text-ink-muted">{t("sidebar.empty")}</p> : null}
        <ConversationGroups
          conversations={conversations}
          currentId={currentId}
          today={today}
          commands={commands}
          selectedIds={selection.ids}
          onToggle={selection.toggle}
        />
        {more}
      </nav>
      {selection.ids ? (
        <SelectionBar
          selected={conversations.filter(({ id }) => selection.ids?.has(id))}
          commands={commands}
          onEnd={selection.end}
        />
      ) : null}
      <div className="flex-none border-t border-line p-2">{account}</div>
    </aside>
  );
}

function SearchLink({ onSearch }: Pick<SidebarProps, "onSearch">) {
  const t = useText();
  function open(event: MouseEvent): void {
    if (!onSearch || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    onSearch();
  }
  return (
    <Link
      to="/search"
      className="flex h-10 min-w-0 flex-1 items-center gap-2.5 rounded-control px-3 hover:bg-hover"
      aria-keyshortcuts="Control+K Meta+K"
      title={`${t("sidebar.search")} (Ctrl/⌘ K)`}
      onClick={open}
    >
      <Search size={16} aria-hidden /> {t("sidebar.search")}
    </Link>
  );
}

/** Which conversations are chosen; `undefined` while none are being chosen. */
function useSelection() {
  const [ids, setIds] = useState<ReadonlySet<string>>();
  return {
    ids,
    begin: () => setIds(new Set()),
    end: () => setIds(undefined),
    toggle: (id: string) =>
      setIds((chosen = new Set()) =>
        chosen.has(id) ? new Set([...chosen].filter((other) => other !== id)) : new Set([...chosen, id]),
      ),
  };
}
