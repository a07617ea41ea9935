import { randomUUID } from "node:crypto";
import { v7 as newId } from "uuid";
import { createConversations } from "../core/conversation/create-conversations.ts";
import { createUserData } from "../core/deletion/user-data.ts";
import type { KernelPanel } from "../core/kernels/kernel-panel.ts";
import { createMessages } from "../core/conversation/messages.ts";
import { createMemoryBot } from "../core/memory-bot/create-memory-bot.ts";
import { createShares } from "../core/sharing/shares.ts";
import { createTransfers } from "../core/transfer/transfers.ts";
import type { Logger } from "../platform/log.ts";
import type { Models } from "./compose-models.ts";
import type { Storage } from "./compose-storage.ts";
import type { TurnParts } from "./compose-turns.ts";

interface Dependencies {
  storage: Storage;
  models: Models;
  turnParts: TurnParts;
  kernels: KernelPanel;
  log: Logger;
}

/** The use cases beside turns. Nothing here runs by itself. */
export function composeServices({ storage, models, turnParts, kernels, log }: Dependencies) {
  const { publisher, live, titles, turns, settings } = turnParts;
  const conversations = createConversations({
    primary: storage.conversations,
    publisher,
    live,
    titles,
    models: models.models,
    onDeleted: (conversationId) => void kernels.end(conversationId),
  });
  return {
    conversations,
    kernels,
    messages: createMessages({ primary: { ...storage.messages, ...storage.reader }, publisher }),
    shares: createShares(storage.shares, randomUUID),
    transfers: createTransfers({
      primary: storage.transfers,
      publisher,
      newId,
      now: () => new Date().toISOString(),
    }),
    settings,
    userData: createUserData({
      store: storage.userData,
      live,
      publisher,
      forget: (userId) => settings.forget(userId),
    }),
    memoryBot: createMemoryBot({ store: storage.memoryBot, turns, conversations, log }),
  };
}
