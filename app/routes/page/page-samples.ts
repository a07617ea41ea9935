import type { AppLoadContext } from "@remix-run/node";
import { sampleConversation as anyConversation } from "#app/chat-client/chat-samples.ts";
import type { RequestServices } from "#app/load-context.ts";
import type { Conversation, User } from "#app/protocol/resources.ts";

/** A plain load context for tests; what a test does not give fails when it is used. */
export function createContext(given: Partial<RequestServices> = {}): AppLoadContext {
  const absent: ProxyHandler<Partial<RequestServices>> = {
    get(target, name) {
      if (name in target) return Reflect.get(target, name) as unknown;
      throw new Error(`the test gives no ${String(name)}`);
    },
  };
  const services = { requestId: "r1", user: ada, reportError: () => {}, ...given };
  return new Proxy(services, absent) as AppLoadContext;
}

export const ada: User = { id: "ada", name: "Ada", email: null };
export const conversationId = "01990000-0000-7000-8000-000000000001";
export const messageId = "01990000-0000-7000-8000-000000000002";
export function sampleConversation(change: Partial<Conversation> = {}): Conversation {
  return anyConversation({ id: conversationId, ...change });
}

export function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}
