import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import { hostname } from "node:os";
import type { ServerBuild } from "@remix-run/node";
import type { RequestHandler } from "express";
import { v7 as newId } from "uuid";
import type { Database } from "#db/database.ts";
import { ForeignStandbyError, Freshness } from "#db/freshness/freshness.ts";
import { PostgresBus } from "#db/bus/postgres-bus.ts";
import { createPostgresConversationReader } from "#db/stores/postgres-conversation-reader.ts";
import { createPostgresConversationWriter } from "#db/stores/postgres-conversation-writer.ts";
import { createPostgresMemoryBotStore } from "#db/stores/postgres-memory-bot-store.ts";
import { createPostgresMessageWriter } from "#db/stores/postgres-message-writer.ts";
import { createPostgresSafetyAudit } from "#db/stores/postgres-safety-audit.ts";
import { createPostgresShareWriter } from "#db/stores/postgres-share-writer.ts";
import { createPostgresSummaryStore } from "#db/stores/postgres-summary-store.ts";
import { createPostgresTransferWriter } from "#db/stores/postgres-transfer-writer.ts";
import { createTurnStore } from "#db/stores/turn-store.ts";
import { createPostgresUsageStore } from "#db/stores/postgres-usage-store.ts";
import { createChatCompletionsModel } from "./adapters/llm/chat-completions-model.ts";
import { createSafetyModel } from "./adapters/safety/create-safety-model.ts";
import { createMessages } from "./core/conversation/messages.ts";
import { ContextWindow } from "./core/context-window/context-window.ts";
import { TurnPrompts } from "./core/turn/turn-prompts.ts";
import { Summaries } from "./core/context-window/summaries.ts";
import { createConversations } from "./core/conversation/create-conversations.ts";
import { createMemoryBot } from "./core/memory-bot/create-memory-bot.ts";
import { createModelAccess } from "./core/model-access/create-model-access.ts";
import { createModeration } from "./core/safety/moderation.ts";
import { createShares } from "./core/sharing/shares.ts";
import { createTransfers } from "./core/transfer/transfers.ts";
import { AnswerLog } from "./core/turn/answer-log.ts";
import { AnswerRun } from "./core/turn/answer-run.ts";
import { FramePublisher } from "./core/turn/frame-publisher.ts";
import { createTurns } from "./core/turn/create-turns.ts";
import { Drain } from "./core/turn/drain.ts";
import { LiveGenerations } from "./core/turn/live-generations.ts";
import { createNotificationHandler } from "./core/turn/outbox-events.ts";
import { RemoteAnswers } from "./core/turn/remote-answers.ts";
import { Recovery } from "./core/turn/recovery.ts";
import { TokenLedger } from "./core/usage/token-ledger.ts";
import { TitleGenerator } from "./core/turn/title-generator.ts";
import type { StreamingAnswers } from "./gateway/frame-follower.ts";
import { createEventStreams } from "./gateway/sse-transport.ts";
import { createWsTransport } from "./gateway/ws-transport.ts";
import { createHttpApp } from "./http/create-http-app.ts";
import { createEdgeRules } from "./http/edge-rules.ts";
import { createMetricsEndpoint, scrapersInside } from "./http/metrics-endpoint.ts";
import type { Config } from "./platform/config/config.ts";
import { ConfigError } from "./platform/config/config-error.ts";
import type { LlmConfig } from "./platform/config/llm-config.ts";
import { variableProblem } from "./platform/config/variable.ts";
import { variables } from "./platform/config/variables/variables.ts";
import type { Logger } from "./platform/log.ts";
import { createPrometheusMetrics } from "./adapters/prometheus/prometheus-metrics.ts";
import { createPrometheusTelemetry } from "./adapters/prometheus/prometheus-telemetry.ts";
import { createRareWarnings } from "./platform/rare-warnings.ts";
import { createReadiness } from "./platform/readiness.ts";
import { createHtmlStore } from "./ui/markdown/html-store.ts";

interface Parts {
  config: Pick<
    Config,
    "host" | "identity" | "safetyLlm" | "publicUrl" | "logoutUrl" | "app" | "metricsPort" | "limits"
  >;
  /** At least one; the first is the default. */
  llm: readonly LlmConfig[];
  postgres: { primaryUrl: string; standbyUrl: string | undefined; listenUrl?: string | undefined };
  /** True when no other process can share the database, as with the embedded one. */
  ownsDatabase: boolean;
  version: string;
  log: Logger;
  build: ServerBuild | (() => Promise<ServerBuild>);
  /** Serves the browser's files. */
  assets: RequestHandler;
  /** The server of the main port, made by the caller since Vite's hot reload shares it. */
  server: Server;
}

export interface ChatbotApp {
  /** For `METRICS_PORT`, when that is set. */
  metricsServer: Server | undefined;
  /** Takes over what lost processes left behind, and begins to write logs. Call before listening. */
  start(): Promise<void>;
  /** Drains within the grace, then lets go of sockets and pools. */
  close(graceMs: number): Promise<void>;
}

/** Of answers as HTML that are kept: some hundreds of long ones, in UTF-16 code units. */
const htmlCharacters = 6_000_000;

/** The only place that constructs and wires. */
export function composeApp({
  config,
  llm,
  postgres,
  ownsDatabase,
  version,
  log,
  build,
  assets,
  server,
}: Parts): ChatbotApp {
  const metrics = createPrometheusMetrics();
  const allTelemetry = createPrometheusTelemetry(metrics, log);
  const telemetry = allTelemetry.turns;
  const metricsText = {
    contentType: metrics.registry.contentType,
    read: () => metrics.registry.metrics(),
  };
  const freshness = new Freshness({
    ...postgres,
    telemetry: allTelemetry.databases,
    log,
    onWritableChange: (writable) => publisher.broadcast({ type: "service.changed", writable }),
  });
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
    onError: () => telemetry.backgroundError("bus"),
  });
  const onCommitted = (...userIds: readonly string[]) => {
    bus.notifyOutbox();
    return freshness.onCommitted(...userIds);
  };
  const written = createTurnStore(primary, owner, onCommitted);
  /** What is read on the primary and told can be read afterwards. */
  const withFreshness =
    <Q extends { userId: string }, R>(read: (query: Q) => Promise<R>) =>
    async (query: Q): Promise<R> => {
      const result = await read(query);
      await freshness.markSeen(query.userId);
      return result;
    };
  const store = { ...written, findTurn: withFreshness(written.findTurn) };
  const writer = createPostgresConversationWriter(primary, { owner, onCommitted });
  const primaryReader = createPostgresConversationReader(primary);
  const freshReader = {
    findConversation: withFreshness(primaryReader.findConversation),
    findMessage: withFreshness(primaryReader.findMessage),
  };

  const contextWindow = new ContextWindow();
  const models = createModelAccess(
    llm.map((settings) => ({
      model: createChatCompletionsModel(settings, { log }),
      maxConcurrent: settings.maxConcurrent,
      fallback: settings.fallback,
    })),
    {
      limits: {
        maxWaiting: config.limits.queuedAnswers,
        maxWaitMs: config.limits.queueSeconds * 1000,
        breakerFailures: config.limits.breakerFailures,
        breakerRestMs: config.limits.breakerSeconds * 1000,
      },
      contextWindow,
      telemetry: allTelemetry.models,
    },
  );
  const publisher = new FramePublisher((userId) => freshness.readAfter(userId));
  const live = new LiveGenerations();
  const remote = new RemoteAnswers({ store, live, publisher, telemetry, log });
  const drain = new Drain();
  const titles = new TitleGenerator({
    primary: { ...writer, ...primaryReader },
    models,
    publisher,
    telemetry,
    log,
    closing: drain.signal,
  });
  const ledger = new TokenLedger({
    store: createPostgresUsageStore(primary),
    tokensPerDay: config.limits.tokensPerDay,
    log,
    onError: () => telemetry.backgroundError("usage"),
  });
  const moderation =
    config.safetyLlm &&
    createModeration({
      guard: createSafetyModel(config.safetyLlm, { log }),
      policy: config.safetyLlm,
      audit: createPostgresSafetyAudit(primary),
      telemetry: allTelemetry.safety,
      log,
    });
  const messageWriter = createPostgresMessageWriter(primary, { owner, onCommitted });
  const answerRun = new AnswerRun({
    store,
    moderation,
    questions: messageWriter,
    publisher,
    live,
    titles,
    telemetry,
    countTokens: (userId, message) => ledger.count(userId, message),
    flushLogSoon: () => answerLog.flushSoon(),
    log,
  });
  const turns = createTurns({
    store,
    models,
    live,
    prompts: new TurnPrompts({
      store,
      contextWindow,
      summaries: new Summaries({
        store: createPostgresSummaryStore(primary),
        log,
        onError: () => telemetry.backgroundError("summary"),
        closing: drain.signal,
      }),
    }),
    answerRun,
    notifications: bus,
    generationsPerUser: config.limits.generationsPerUser,
    findQuotaRefusal: (userId) => ledger.findRefusal(userId),
    requireOpen: () => drain.requireOpen(),
  });
  const conversations = createConversations({
    primary: writer,
    publisher,
    live,
    titles,
    models,
  });
  const messages = createMessages({
    primary: { ...messageWriter, ...primaryReader },
    publisher,
  });
  const shares = createShares(createPostgresShareWriter(primary, onCommitted), randomUUID);
  const transfers = createTransfers({
    primary: createPostgresTransferWriter(primary, { owner, onCommitted }),
    publisher,
    newId,
    now: () => new Date().toISOString(),
  });
  const memoryBot = createMemoryBot({
    store: createPostgresMemoryBotStore(primary),
    turns,
    conversations,
    log,
  });
  const answerLog = new AnswerLog({
    live,
    store,
    notifications: bus,
    log,
    onError: () => telemetry.backgroundError("answer_log"),
  });
  const recovery = new Recovery({ store, remote, publisher, telemetry, log });

  const warnRarely = createRareWarnings(log, () => performance.now());
  const rules = createEdgeRules({ config, log, warnRarely });

  const findAnswer = async ({ userId, generationId }: { userId: string; generationId: string }) =>
    (await store.findTurn({ userId, id: generationId }))?.answer;
  const errorReporter =
    (edge: "http" | "websocket" | "sse") => (edgeLog: Logger, code: string, error: unknown) => {
      allTelemetry.edges.clientError(edge, code);
      if (error !== undefined) edgeLog.error({ err: error }, "unexpected error");
    };
  const reportSocketError = errorReporter("websocket");

  const answers: StreamingAnswers = {
    find: (userId, id) => live.find(userId, id) ?? remote.find(userId, id),
    inConversation: (userId, id) => [
      ...live.inConversation(userId, id),
      ...remote.inConversation(userId, id),
    ],
  };
  const readAfter = (userId: string) => freshness.readAfter(userId);
  const edge = { publisher, answers, turns, findAnswer, readAfter };
  const transport = createWsTransport({
    ...edge,
    conversations,
    limits: config.limits,
    frameBytes: config.limits.frameBytes,
    isWritable: () => freshness.isWritable,
    followRemote: (userId, conversationId) => remote.follow(userId, conversationId),
    reportError: (code, error) => reportSocketError(log, code, error),
    admit: rules.admitSocket,
    log,
    onSocketCount: (count) => allTelemetry.edges.sockets(count),
  });
  const http = createHttpApp({
    rules,
    publicUrl: config.publicUrl,
    log,
    reportError: errorReporter("http"),
    build,
    assets,
    metrics:
      config.metricsPort === undefined
        ? createMetricsEndpoint(metricsText, scrapersInside(rules, config.identity.userIdHeader))
        : undefined,
    readsFor: (tokens) => freshness.forRequest(tokens),
    services: {
      app: {
        ...config.app,
        version,
        logoutUrl: config.logoutUrl,
        defaultUserId: config.identity.defaultUserId,
      },
      // A getter: names may still be learnt.
      get models() {
        return models.map(({ name, model }, index) => ({
          name,
          model,
          default: index === 0,
          ...(llm[index]?.isDemo && { demo: true }),
        }));
      },
      conversations,
      messages,
      shares,
      transfers,
      markdownHtml: createHtmlStore(htmlCharacters),
      turns,
      memoryBot,
      readUsage: (userId) => ledger.read(userId),
      openEventStream: createEventStreams({
        ...edge,
        reportError: (code, error) => errorReporter("sse")(log, code, error),
      }),
      readiness: createReadiness({
        primary: answersQuery(primary),
        standby: freshness.standby && answersQuery(freshness.standby),
        standbyState: () => freshness.state,
        llm: async (signal) => (await models[0]?.isUp(signal)) ?? false,
        isDraining: () => !drain.isOpen,
      }),
    },
  });
  // Longer than proxies keep idle connections, so that none sends a request on one that is being closed.
  server.keepAliveTimeout = 75_000;
  server.on("request", http);
  transport.attach(server);

  return {
    metricsServer:
      config.metricsPort === undefined
        ? undefined
        : createServer(createMetricsEndpoint(metricsText, (request) => !("refusal" in rules.admit(request)))),

    async start() {
      await startFreshness(freshness);
      await recovery.start(ownsDatabase);
      answerLog.start();
      remote.start();
      for (const model of models) model.learn?.();
      await bus.start(
        createNotificationHandler({ store, primary: freshReader, live, remote, publisher, telemetry, log }),
      );
    },

    async close(graceMs) {
      // New connections are refused at once; those that are open see their answers to the end.
      server.close();
      transport.drain();
      await drain.close(live, graceMs);
      recovery.stop();
      answerLog.stop();
      await ledger.stop();
      remote.stop();
      await bus.stop();
      await transport.close();
      server.closeAllConnections();
      await freshness.close();
    },
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

function answersQuery({ client }: Database): () => Promise<boolean> {
  return async () => (await client`select 1`).length === 1;
}
