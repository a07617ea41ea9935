import { v5 as nameBasedId } from "uuid";
import { z } from "zod";
import { cleanText } from "#app/protocol/clean-text.ts";
import { idSchema, limits } from "#app/protocol/resources.ts";
import type { PortableConversation, PortableMessage } from "#app/protocol/transfer.ts";
import { alternate } from "./alternate.ts";
import { parentsFirst } from "./tree-order.ts";

/** Makes UUIDs of ids that are none, the same ones each time. */
const namespace = "6b9d0c1e-7a44-5f0c-9f7e-2f1a8c3d5e60";

const nodeSchema = z.object({
  parent: z.string().nullish(),
  message: z
    .object({
      author: z.object({ role: z.string() }),
      create_time: z.number().nullish(),
      content: z.object({ parts: z.array(z.unknown()).nullish(), text: z.string().nullish() }),
      metadata: z
        .object({
          model_slug: z.string().nullish(),
          is_visually_hidden_from_conversation: z.boolean().nullish(),
        })
        .nullish(),
    })
    .nullish(),
});

/** A conversation of ChatGPT's `conversations.json`: a tree of nodes by id, some of them not for reading. */
export const chatGptConversationSchema = z.object({
  id: z.string().nullish(),
  conversation_id: z.string().nullish(),
  title: z.string().nullish(),
  create_time: z.number().nullish(),
  update_time: z.number().nullish(),
  current_node: z.string().nullish(),
  mapping: z.record(z.string(), nodeSchema),
});

type ChatGptConversation = z.infer<typeof chatGptConversationSchema>;
type Node = z.infer<typeof nodeSchema>;

/** @param now ISO 8601, for what bears no time */
export function readChatGptConversation(source: ChatGptConversation, now: string): PortableConversation {
  const { mapping } = source;
  const createdAt = toTime(source.create_time) ?? now;
  const kept = new Map<string, PortableMessage>();
  // Where a node leads up to: itself when it is kept, else the nearest that is.
  const standsFor = new Map<string, string | null>();
  const nodes = parentsFirst(Object.entries(mapping), {
    idOf: ([key]) => key,
    parentOf: ([, { parent }]) => (parent && Object.hasOwn(mapping, parent) ? parent : null),
  });
  for (const [key, node] of nodes) {
    const parentKey = (node.parent && standsFor.get(node.parent)) || null;
    const message = readMessage(key, node, createdAt);
    if (message) kept.set(key, { ...message, parentId: parentKey === null ? null : toId(parentKey) });
    standsFor.set(key, message ? key : parentKey);
  }
  const messages = alternate([...kept.values()]);
  const current = source.current_node ? standsFor.get(source.current_node) : undefined;
  return {
    id: toId(source.conversation_id ?? source.id ?? JSON.stringify(source)),
    title: cleanText(source.title ?? "")
      .trim()
      .slice(0, limits.titleLength)
      .trim(),
    pinned: false,
    systemPrompt: null,
    model: null,
    parameters: null,
    createdAt,
    updatedAt: toTime(source.update_time) ?? createdAt,
    activeMessageId: leafOf(messages, current ? toId(current) : undefined),
    messages,
  };
}

function readMessage(key: string, { message }: Node, fallbackTime: string): PortableMessage | undefined {
  const role = message?.author.role;
  if (!message || (role !== "user" && role !== "assistant")) return undefined;
  if (message.metadata?.is_visually_hidden_from_conversation) return undefined;
  const parts = message.content.parts ?? [message.content.text];
  const text = cleanText(parts.filter((part) => typeof part === "string" && part !== "").join("\n\n"));
  if (text.trim() === "") return undefined;
  const model = message.metadata?.model_slug;
  return {
    id: toId(key),
    parentId: null,
    role,
    content: text.slice(0, limits.importedMessageLength),
    status: "complete",
    createdAt: toTime(message.create_time) ?? fallbackTime,
    ...(role === "assistant" && model && { model: model.slice(0, limits.modelNameLength) }),
  };
}

/** The wanted message, or the last one that is there. */
function leafOf(messages: readonly PortableMessage[], wanted: string | undefined): string | null {
  return messages.find(({ id }) => id === wanted)?.id ?? messages.at(-1)?.id ?? null;
}

function toId(text: string): string {
  const id = idSchema.safeParse(text.toLowerCase());
  return id.success ? id.data : nameBasedId(text, namespace);
}

/** From seconds since the epoch. */
function toTime(seconds: number | null | undefined): string | undefined {
  if (!seconds) return undefined;
  const date = new Date(seconds * 1_000);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
