import type { TextId } from "#app/i18n/texts.ts";
import type { Conversation } from "#app/protocol/resources.ts";
import type { SearchHit } from "#app/protocol/search.ts";
import { hitAddress } from "../search/hit-address.ts";

export interface PaletteCommand {
  id: string;
  label: string;
  /** What it does, or where it leads. */
  run?: () => void;
  address?: string;
}

export type PaletteEntry = { key: string } & (
  | { kind: "command"; command: PaletteCommand }
  | { kind: "conversation"; title: string; address: string }
  | { kind: "message"; hit: SearchHit; address: string }
  | { kind: "all"; query: string; address: string }
);

export interface PaletteGroup {
  id: Extract<TextId, "conversation.list" | "palette.messages" | "palette.commands">;
  entries: PaletteEntry[];
}

const maxConversations = 8;

interface Sources {
  query: string;
  commands: readonly PaletteCommand[];
  conversations: readonly Conversation[];
  hits: readonly SearchHit[];
}

/** What fits a query: titles known here at once, then what the search found, and the commands. Empty groups are left out. */
export function paletteEntries({ query, commands, conversations, hits }: Sources): PaletteGroup[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  const fits = (text: string) => words.every((word) => fold(text).includes(word));
  const groups: PaletteGroup[] = [
    {
      id: "conversation.list",
      entries: conversationEntries(
        conversations.filter(({ title }) => fits(title)),
        hits,
      ),
    },
    { id: "palette.messages", entries: messageEntries(query.trim(), hits) },
    {
      id: "palette.commands",
      entries: commands
        .filter(({ label }) => fits(label))
        .map((command) => ({ kind: "command", key: command.id, command })),
    },
  ];
  return groups.filter(({ entries }) => entries.length > 0);
}

function conversationEntries(known: readonly Conversation[], hits: readonly SearchHit[]): PaletteEntry[] {
  const titles = new Map(known.map(({ id, title }) => [id, title]));
  for (const { conversationId, messageId, title } of hits) {
    if (messageId === null && !titles.has(conversationId)) titles.set(conversationId, title);
  }
  return [...titles].slice(0, maxConversations).map(([id, title]) => ({
    kind: "conversation",
    key: id,
    title,
    address: `/c/${id}`,
  }));
}

function messageEntries(query: string, hits: readonly SearchHit[]): PaletteEntry[] {
  const found = hits
    .filter(({ messageId }) => messageId !== null)
    .map((hit): PaletteEntry => ({
      kind: "message",
      key: hit.messageId ?? hit.conversationId,
      hit,
      address: hitAddress(hit),
    }));
  if (found.length === 0) return [];
  const address = `/search?q=${encodeURIComponent(query)}`;
  return [...found, { kind: "all", key: "all", query, address }];
}

/** Without case and accents: what is typed is often only nearly what is written. */
function fold(text: string): string {
  return text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
