import { expect, type APIRequestContext } from "@playwright/test";
import { v7 as newId } from "uuid";
import type { PortableMessage } from "#app/protocol/transfer.ts";

type ImportedMessage = Pick<PortableMessage, "role" | "content"> & Partial<PortableMessage>;

/** Puts a conversation of these messages into the person's list. @returns its id and those of its messages */
export async function importConversation(
  request: APIRequestContext,
  { title = "Imported", messages }: { title?: string; messages: readonly ImportedMessage[] },
): Promise<{ id: string; messageIds: string[] }> {
  const id = newId();
  const messageIds = messages.map(() => newId());
  const at = (index: number) => new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString();
  const answer = await request.post("/api/import", {
    data: {
      format: "chatbot-conversations",
      version: 1,
      conversations: [
        {
          id,
          title,
          pinned: false,
          systemPrompt: null,
          model: null,
          parameters: null,
          createdAt: at(0),
          updatedAt: at(messages.length),
          activeMessageId: messageIds.at(-1) ?? null,
          messages: messages.map((message, index) => ({
            status: "complete",
            ...message,
            id: messageIds[index],
            parentId: messageIds[index - 1] ?? null,
            createdAt: at(index),
          })),
        },
      ],
    },
  });
  expect([answer.status(), await answer.json()]).toEqual([200, { imported: 1, skipped: 0 }]);
  // An import gives new ids where the file's are taken; these are not.
  return { id, messageIds };
}

/** Questions and answers in turns, numbered from 1. */
export function numberedTalk(count: number): ImportedMessage[] {
  return Array.from({ length: count }, (_, index) =>
    index % 2 === 0
      ? { role: "user", content: `Question number ${index + 1}` }
      : {
          role: "assistant",
          content: `Answer number ${index + 1}: **a word** and \`code\`.\n\nA second paragraph.`,
        },
  );
}
