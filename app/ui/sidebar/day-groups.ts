import type { Conversation } from "#app/protocol/resources.ts";

export interface ConversationGroup {
  label: string;
  conversations: Conversation[];
}

export interface Today {
  /** Milliseconds of the epoch. */
  now: number;
  /** IANA name. */
  timeZone: string;
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Pinned conversations, then those of today, yesterday, the last seven days, and each month before.
 * The same for the same arguments on every machine. `conversations` come in the order of the sidebar.
 */
export function groupByDay(
  conversations: readonly Conversation[],
  { now, timeZone }: Today,
): ConversationGroup[] {
  const dayOf = createDayCounter(timeZone);
  const month = new Intl.DateTimeFormat("en-GB", { timeZone, month: "long", year: "numeric" });
  const today = dayOf(now);
  const groups = new Map<string, Conversation[]>();
  for (const conversation of conversations) {
    const time = Date.parse(conversation.updatedAt);
    const label = conversation.pinned ? "Pinned" : (recentLabel(today - dayOf(time)) ?? month.format(time));
    groups.set(label, [...(groups.get(label) ?? []), conversation]);
  }
  return [...groups].map(([label, members]) => ({ label, conversations: members }));
}

function recentLabel(daysAgo: number): string | undefined {
  if (daysAgo <= 0) return "Today";
  if (daysAgo === 1) return "Yesterday";
  return daysAgo <= 7 ? "Last 7 days" : undefined;
}

/** Numbers the calendar days of a time zone, so that their difference counts midnights and not hours. */
function createDayCounter(timeZone: string): (time: number) => number {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return (time) => Math.round(Date.parse(`${format.format(time)}T00:00:00Z`) / dayMs);
}
