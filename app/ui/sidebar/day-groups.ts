import { formats } from "@lingui/core";
import type { Conversation } from "#app/protocol/resources.ts";

export interface ConversationGroup {
  /** Unlike that of every other group. */
  key: string;
  kind: "pinned" | "today" | "yesterday" | "week" | "month";
  /** Of its first conversation, in milliseconds of the epoch. */
  time: number;
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
  const today = dayOf(now);
  const groups = new Map<string, ConversationGroup>();
  for (const conversation of conversations) {
    const time = Date.parse(conversation.updatedAt);
    const day = dayOf(time);
    const kind = conversation.pinned ? "pinned" : (recentKind(today - day) ?? "month");
    const key = kind === "month" ? new Date(day * dayMs).toISOString().slice(0, 7) : kind;
    const group = groups.get(key);
    if (group) group.conversations.push(conversation);
    else groups.set(key, { key, kind, time, conversations: [conversation] });
  }
  return [...groups.values()];
}

function recentKind(daysAgo: number): ConversationGroup["kind"] | undefined {
  if (daysAgo <= 0) return "today";
  if (daysAgo === 1) return "yesterday";
  return daysAgo <= 7 ? "week" : undefined;
}

const dayFormat = { year: "numeric", month: "2-digit", day: "2-digit" } as const;

/** Numbers the calendar days of a time zone, so that their difference counts midnights and not hours. */
function createDayCounter(timeZone: string): (time: number) => number {
  return (time) =>
    Math.round(Date.parse(`${formats.date("en-CA", time, { ...dayFormat, timeZone })}T00:00:00Z`) / dayMs);
}
