import type { Conversation, Message, Model } from "#app/protocol/resources.ts";
import type { SearchHit } from "#app/protocol/search.ts";
import type { Share } from "#app/protocol/shares.ts";
import type { ConversationCommands } from "../sidebar/conversation-commands.ts";
import type { Today } from "../sidebar/day-groups.ts";

/** Everything here is made up: the page of the design system reads nobody's data. */
export const sampleId = (number: number) => `0199f000-0000-7000-8000-${String(number).padStart(12, "0")}`;

/** The day of the samples. */
export const sampleToday: Today = { now: Date.UTC(2026, 0, 15, 12), timeZone: "UTC" };

const sampleTime = "2026-01-15T09:30:00.000Z";

export function sampleQuestion(change: Partial<Message> = {}): Message {
  const id = change.id ?? sampleId(1);
  return {
    id,
    conversationId: sampleId(0),
    parentId: null,
    role: "user",
    content: "How does a paper map fold back into its own shape?",
    status: "complete",
    createdAt: sampleTime,
    siblingIds: [id],
    ...change,
  };
}

export function sampleAnswer(change: Partial<Message> = {}): Message {
  return sampleQuestion({
    role: "assistant",
    content: "Along its old creases. Start with the **long** folds, then the short ones.",
    model: "Demo",
    usage: { promptTokens: 21, completionTokens: 18, firstTokenMs: 320, streamMs: 900 },
    ...change,
  });
}

export function sampleConversation(number: number, change: Partial<Conversation> = {}): Conversation {
  return {
    id: sampleId(100 + number),
    title: "Folding maps",
    pinned: false,
    systemPrompt: null,
    model: null,
    parameters: null,
    unread: false,
    createdAt: sampleTime,
    updatedAt: sampleTime,
    generating: false,
    ...change,
  };
}

export const sampleConversations: readonly Conversation[] = [
  sampleConversation(1, { title: "House rules of the reading room", pinned: true }),
  sampleConversation(2),
  sampleConversation(3, { title: "Letter to the landlord", generating: true }),
  sampleConversation(4, {
    title: "Names for a small boat",
    unread: true,
    updatedAt: "2026-01-14T18:00:00.000Z",
  }),
  sampleConversation(5, {
    title: "A title that is much too long for the width of the sidebar and is cut at its end",
    updatedAt: "2026-01-12T08:00:00.000Z",
  }),
  sampleConversation(6, { title: "", updatedAt: "2026-01-11T08:00:00.000Z" }),
  sampleConversation(7, { title: "Sourdough by weight", updatedAt: "2025-12-02T08:00:00.000Z" }),
];

export const sampleModels: readonly Model[] = [
  { name: "Demo", model: "demo", default: true },
  { name: "A larger and slower model", model: "large", default: false },
];

export const sampleShares: readonly Share[] = [
  {
    id: sampleId(201),
    conversationId: sampleId(102),
    title: "Folding maps",
    url: "https://chat.example.org/share/0199f000-0000-7000-8000-000000000201",
    createdAt: sampleTime,
  },
  {
    id: sampleId(202),
    conversationId: sampleId(107),
    title: "Sourdough by weight",
    url: "https://chat.example.org/share/0199f000-0000-7000-8000-000000000202",
    createdAt: "2025-12-03T08:00:00.000Z",
  },
];

export const sampleHits: readonly SearchHit[] = [
  {
    conversationId: sampleId(102),
    messageId: null,
    title: "Folding maps",
    role: null,
    excerpt: "Folding maps",
    highlights: [[0, 7]],
    createdAt: sampleTime,
  },
  {
    conversationId: sampleId(107),
    messageId: sampleId(301),
    title: "Sourdough by weight",
    role: "assistant",
    excerpt: "… stretch the dough and keep folding it every half hour, three times …",
    highlights: [[29, 36]],
    createdAt: "2025-12-02T08:00:00.000Z",
  },
];

const nothing = () => undefined;

export const idleCommands: ConversationCommands = {
  onRename: nothing,
  onPin: nothing,
  onGenerateTitle: nothing,
  onDelete: nothing,
  onDeleteMany: nothing,
};
