import { formats } from "@lingui/core";
import { useMemo } from "react";
import { useLocale, useText } from "#app/i18n/use-text.ts";
import type { Conversation } from "#app/protocol/resources.ts";
import type { ConversationCommands } from "./conversation-commands.ts";
import { ConversationRow } from "./conversation-row.tsx";
import { groupByDay, type ConversationGroup, type Today } from "./day-groups.ts";
import { SelectableRow } from "./selectable-row.tsx";

interface ConversationGroupsProps {
  conversations: readonly Conversation[];
  currentId: string | undefined;
  today: Today;
  commands: ConversationCommands;
  /** Defined while several are being chosen. */
  selectedIds: ReadonlySet<string> | undefined;
  onToggle(id: string): void;
}

/** The list of the sidebar under its headings. */
export function ConversationGroups(props: ConversationGroupsProps) {
  const { conversations, currentId, today, commands, selectedIds, onToggle } = props;
  const labelOf = useGroupLabel(today);
  const groups = useMemo(() => groupByDay(conversations, today), [conversations, today]);
  return groups.map((group) => (
    <section key={group.key} className="pt-3" aria-label={labelOf(group)}>
      <h2 className="px-3 pb-1 text-xs font-medium text-ink-muted">{labelOf(group)}</h2>
      <ul>
        {group.conversations.map((conversation) =>
          selectedIds ? (
            <SelectableRow
              key={conversation.id}
              conversation={conversation}
              isSelected={selectedIds.has(conversation.id)}
              onToggle={onToggle}
            />
          ) : (
            <ConversationRow
              key={conversation.id}
              conversation={conversation}
              isCurrent={conversation.id === currentId}
              commands={commands}
            />
          ),
        )}
      </ul>
    </section>
  ));
}

function useGroupLabel({ timeZone }: Today): (group: ConversationGroup) => string {
  const t = useText();
  const locale = useLocale();
  return useMemo(() => {
    // Its formats are kept: making one costs more than a whole row of the list.
    const format = (time: number) => formats.date(locale, time, { timeZone, month: "long", year: "numeric" });
    return ({ kind, time }) => (kind === "month" ? format(time) : t(`sidebar.${kind}`));
  }, [t, locale, timeZone]);
}
