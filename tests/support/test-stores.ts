import postgres from "postgres";
import { onTestFinished } from "vitest";
import type { ConversationReader, ConversationWriter } from "#app/core/conversation/conversation-store.ts";
import type { TurnStart, TurnStore } from "#app/core/turn/turn-store.ts";
import type { User } from "#app/protocol/resources.ts";
import { toDatabase, type Database } from "#db/database.ts";
import { createPostgresConversationReader } from "#db/stores/postgres-conversation-reader.ts";
import { createPostgresConversationWriter } from "#db/stores/postgres-conversation-writer.ts";
import { createTurnStore } from "#db/stores/turn-store.ts";
import { v7 as newId } from "uuid";
import { createTestDatabase, type TestDatabase } from "./database-cluster.ts";

export interface TestStores {
  database: TestDatabase;
  primary: Database;
  reader: ConversationReader;
  writer: ConversationWriter;
  turns: TurnStore;
  /** The turn store of another process on the same database. */
  turnsOf(owner: string): TurnStore;
}

/** The stores on an empty database of this test's own, which goes when the test ends. */
export async function openTestStores(): Promise<TestStores> {
  const database = await createTestDatabase();
  const client = postgres(database.primaryUrl, { max: 8, onnotice: () => undefined });
  const primary = toDatabase(client);
  onTestFinished(async () => {
    await client.end({ timeout: 1 });
    await database.drop();
  });
  const turnsOf = (owner: string) => createTurnStore(primary, owner, () => undefined);
  return {
    database,
    primary,
    reader: createPostgresConversationReader(primary),
    writer: createPostgresConversationWriter(primary, {
      owner: "test-process",
      onCommitted: () => undefined,
    }),
    turns: turnsOf("test-process"),
    turnsOf,
  };
}

export const person = (id: string): User => ({ id, name: null, email: null });

/** A turn with fresh ids; `given` overrides. */
export function newTurn(given: Partial<TurnStart> = {}): TurnStart {
  return {
    user: person("ada"),
    conversationId: newId(),
    messageId: newId(),
    parentId: undefined,
    content: "Hello",
    title: "Hello",
    generationId: newId(),
    answerId: newId(),
    model: "test",
    ...given,
  };
}
