import { expect, type APIRequestContext } from "@playwright/test";
import { z } from "zod";
import { messageSchema, type Message } from "#app/protocol/resources.ts";

const messagesSchema = z.object({ items: z.array(messageSchema) });

/** The active branch as the API tells it, oldest first. */
export async function readMessages(request: APIRequestContext, conversationId: string): Promise<Message[]> {
  const response = await request.get(`/api/conversations/${conversationId}/messages`);
  expect(response.status()).toBe(200);
  return messagesSchema.parse(await response.json()).items;
}

/** The last answer as it is persisted. */
export async function readAnswer(request: APIRequestContext, conversationId: string): Promise<Message> {
  const message = (await readMessages(request, conversationId)).at(-1);
  expect(message?.role).toBe("assistant");
  return message!;
}

/** How many reads of a server's pages and API the standby or the primary has answered. */
export async function countReads(url: string, target: "standby" | "primary"): Promise<number> {
  const response = await fetch(`${url}/metrics`);
  const lines = (await response.text()).split("\n");
  return lines
    .filter((line) => line.startsWith("chatbot_reads_total{") && line.includes(`target="${target}"`))
    .reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}
