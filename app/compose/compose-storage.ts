import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { PostgresBus } from "#db/bus/postgres-bus.ts";
import { ForeignStandbyError, Freshness } from "#db/freshness/freshness.ts";
import { createPostgresConversationReader } from "#db/stores/postgres-conversation-reader.ts";
import { createPostgresConversationWriter } from "#db/stores/postgres-conversation-writer.ts";
import { createPostgresMemoryBotStore } from "#db/stores/postgres-memory-bot-store.ts";
import { createPostgresMessageWriter } from "#db/stores/postgres-message-writer.ts";
import { createPostgresSafetyAudit } from "#db/stores/postgres-safety-audit.ts";
import { createPostgresShareWriter } from "#db/stores/postgres-share-writer.ts";
import { createPostgresSummaryStore } from "#db/stores/postgres-summary-store.ts";
import { createPostgresTransferWriter } from "#db/stores/postgres-transfer-writer.ts";
import { createPostgresUserData } from "#db/stores/postgres-user-data.ts";
import { createPostgresUserSettings } from "#db/stores/postgres-user-settings.ts";
import { createTurnStore } from "#db/stores/turn-store.ts";
import { createPostgresUsageStore } from "#db/stores/postgres-usage-store.ts";
import type { Telemetry } from "../core/telemetry/telemetry.ts";
import { ConfigError } from "../platform/config/config-error.ts";
import { variableProblem } from "../platform/config/variable.ts";
import { variables } from "../platform/config/variables/variables.ts";
import type { Component } from "../platform/lifecycle.ts";
import type { Logger } from "../platform/log.ts";

export interface PostgresAddresses {
  primaryUrl: string;
  standbyUrl: string | undefined;
  /** For LISTEN, where the primary is reached through a pooler. */
  listenUrl?: string | undefined;
}

export type Storage = ReturnType<typeof composeStorage>;

/** The two database servers, the stores on them, and the bus between the processes. */
export function composeStorage(
  postgres: PostgresAddresses,
  { telemetry, log }: { telemetry: Telemetry; log: Logger },
) {
  const freshness = new Freshness({ ...postgres, telemetry: telemetry.databases, log });
  const { primary } = freshness;
  const owner = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const bus = new PostgresBus({
    listenUrl: postgres.listenUrl ?? postgres.primaryUrl,
    primary,
    markSeen: async (userIds) => {
      await freshness.markSeen(...userIds);
    },
    origin: owner,
    log,
    onError: () => telemetry.turns.backgroundError("bus"),
  });
  const onCommitted = (...userIds: readonly string[]) => {
    bus.notifyOutbox();
    return freshness.onCommitted(...userIds);
  };
  const context = { owner, onCommitted };
  const turns = createTurnStore(primary, owner, onCommitted);
  const reader = createPostgresConversationReader(primary);
  const component: Component = {
    name: "database servers",
    start: () => startFreshness(freshness),
    stop: () => freshness.close(),
  };
  return {
    freshness,
    bus,
    component,
    /** What its reads give may be shown. */
    turns: { ...turns, findTurn: freshness.markingSeen(turns.findTurn) },
    /** Reads on the primary, in order to write. */
    reader,
    /** Reads on the primary whose results may be shown. */
    seenReader: {
      findConversation: freshness.markingSeen(reader.findConversation),
      findMessage: freshness.markingSeen(reader.findMessage),
    },
    conversations: createPostgresConversationWriter(primary, context),
    messages: createPostgresMessageWriter(primary, context),
    shares: createPostgresShareWriter(primary, onCommitted),
    transfers: createPostgresTransferWriter(primary, context),
    memoryBot: createPostgresMemoryBotStore(primary),
    summaries: createPostgresSummaryStore(primary),
    usage: createPostgresUsageStore(primary),
    safetyAudit: createPostgresSafetyAudit(primary),
    settings: createPostgresUserSettings(primary, onCommitted),
    userData: createPostgresUserData(primary, onCommitted),
  };
}

/** @throws ConfigError for a standby of another cluster */
async function startFreshness(freshness: Freshness): Promise<void> {
  try {
    await freshness.start();
  } catch (error) {
    if (!(error instanceof ForeignStandbyError)) throw error;
    const reason =
      "leads to another cluster than POSTGRES_PRIMARY_URL; it must be a streaming copy of that one";
    throw new ConfigError([variableProblem(variables.postgres.standbyUrl, reason)]);
  }
}
