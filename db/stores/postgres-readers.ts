import type { Readers } from "#app/core/conversation/conversation-store.ts";
import type { Queries } from "../database.ts";
import { createPostgresBranchReader } from "./postgres-branch-reader.ts";
import { createPostgresConversationReader } from "./postgres-conversation-reader.ts";
import { createPostgresSearchReader } from "./postgres-search-reader.ts";
import { createPostgresShareReader } from "./postgres-share-reader.ts";
import { createPostgresTransferReader } from "./postgres-transfer-reader.ts";

/** All reads that pages and the API make, on one server: the standby or the primary. */
export function createPostgresReaders(server: Queries): Readers {
  return {
    ...createPostgresConversationReader(server),
    ...createPostgresBranchReader(server),
    ...createPostgresSearchReader(server),
    ...createPostgresShareReader(server),
    ...createPostgresTransferReader(server),
  };
}
