import { z } from "zod";
import { describeIssues } from "#app/protocol/describe-issues.ts";
import { portableFileSchema, portableFormat, type PortableConversation } from "#app/protocol/transfer.ts";
import { AppError } from "../app-error.ts";
import { parentsFirst } from "./tree-order.ts";
import { chatGptConversationSchema, readChatGptConversation } from "./read-chatgpt.ts";

const foreignSchema = z.array(chatGptConversationSchema);

/**
 * Reads a file of this program, or ChatGPT's `conversations.json`.
 * @param now ISO 8601
 * @throws AppError invalid_request that names the place in the file
 */
export function readImport(file: unknown, now: string): PortableConversation[] {
  if (Array.isArray(file))
    return parse(foreignSchema, file).map((source) => readChatGptConversation(source, now));
  if (typeof file !== "object" || file === null || !("format" in file) || file.format !== portableFormat) {
    throw new AppError("invalid_request", {
      message: "This is neither an export of this program nor the conversations.json of ChatGPT.",
    });
  }
  return parse(portableFileSchema, file).conversations.map(orderTree);
}

function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError("invalid_request", { message: describeIssues(parsed.error), cause: parsed.error });
}

/** Ids are not repeated, and every message hangs on one of the other role, in the end on the top. */
function orderTree(conversation: PortableConversation, index: number): PortableConversation {
  const { messages, activeMessageId } = conversation;
  const at = `conversations.${index}`;
  const byId = new Map(messages.map((message) => [message.id, message]));
  messages.forEach(({ id, parentId, role }, place) => {
    const parent = parentId === null ? undefined : byId.get(parentId);
    if (byId.get(id) !== messages[place]) refuse(`${at}.messages.${place}.id: stands there twice`);
    if (parentId !== null && !parent)
      refuse(`${at}.messages.${place}.parentId: is no message of the conversation`);
    if (parent?.role === role) refuse(`${at}.messages.${place}.role: must not be that of the message before`);
  });
  if (activeMessageId !== null && !byId.has(activeMessageId)) {
    refuse(`${at}.activeMessageId: is no message of the conversation`);
  }
  const ordered = parentsFirst(messages, { idOf: ({ id }) => id, parentOf: ({ parentId }) => parentId });
  if (ordered.length < messages.length) refuse(`${at}.messages: hang on each other in a circle`);
  return { ...conversation, messages: ordered };
}

function refuse(message: string): never {
  throw new AppError("invalid_request", { message });
}
