import { Link } from "@remix-run/react";
import { SquarePen, X } from "lucide-react";
import type { ReactNode } from "react";
import type { Conversation } from "#app/protocol/resources.ts";
import { NameMark } from "../name-mark.tsx";
import { ConversationRow, type ConversationCommands } from "./conversation-row.tsx";
import { groupByDay, type ConversationGroup, type Today } from "./day-groups.ts";

export const sidebarId = "sidebar";

interface SidebarProps extends ConversationCommands {
  appName: string;
  conversations: readonly Conversation[];
  currentId: string | undefined;
  today: Today;
  /** Below the list: more of it, or why there is no more. */
  more: ReactNode;
  account: ReactNode;
}

/** The conversations, a column on wide screens and a drawer on narrow ones. */
export function Sidebar({ appName, conversations, today, more, account, ...rest }: SidebarProps) {
  return (
    <aside
      id={sidebarId}
      className="drawer min-h-0 flex-col border-e border-line bg-sunken text-sm"
      {...{ popover: "auto" }}
    >
      <div className="flex h-14 flex-none items-center gap-2.5 ps-4 pe-2">
        <NameMark />
        <span className="min-w-0 flex-1 truncate text-base font-semibold">{appName}</span>
        <button
          type="button"
          className="icon-button md:hidden"
          aria-label="Close the list of conversations"
          {...{ popovertarget: sidebarId, popovertargetaction: "hide" }}
        >
          <X size={18} aria-hidden />
        </button>
      </div>
      <div className="flex-none px-2 pb-2">
        <Link
          to="/"
          className="flex h-10 items-center gap-2.5 rounded-control px-3 font-medium text-accent hover:bg-hover"
        >
          <SquarePen size={16} aria-hidden /> New chat
        </Link>
      </div>
      <nav aria-label="Conversations" className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
        {conversations.length === 0 ? <NoConversations /> : null}
        {groupByDay(conversations, today).map((group) => (
          <Group key={group.label} group={group} {...rest} />
        ))}
        {more}
      </nav>
      <div className="flex-none border-t border-line p-2">{account}</div>
    </aside>
  );
}

interface GroupProps extends ConversationCommands {
  group: ConversationGroup;
  currentId: string | undefined;
}

function Group({ group, currentId, ...commands }: GroupProps) {
  return (
    <section className="pt-3" aria-label={group.label}>
      <h2 className="px-3 pb-1 text-xs font-medium text-ink-muted">{group.label}</h2>
      <ul>
        {group.conversations.map((conversation) => (
          <ConversationRow
            key={conversation.id}
            conversation={conversation}
            isCurrent={conversation.id === currentId}
            {...commands}
          />
        ))}
      </ul>
    </section>
  );
}

function NoConversations() {
  return <p className="px-3 pt-3 text-ink-muted">Your conversations will be listed here.</p>;
}
