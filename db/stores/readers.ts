import type { Readers } from "#app/core/conversation/conversation-store.ts";
import type { Queries } from "../database.ts";
import { createBranchReader } from "./branch-reader.ts";
import { createConversationReader } from "./conversation-reader.ts";
import { createSearchReader } from "./search-reader.ts";
import { createShareReader } from "./share-reader.ts";
import { createTransferReader } from "./transfer-reader.ts";

/** All reads that pages and the API make, on one server: the standby or the primary. */
export function createReaders(server: Queries): Readers {
  return {
    ...createConversationReader(server),
    ...createBranchReader(server),
    ...createSearchReader(server),
    ...createShareReader(server),
    ...createTransferReader(server),
  };
}
