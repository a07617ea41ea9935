import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { hostname } from "node:os";
import type { ServerBuild } from "@remix-run/node";
import type { RequestHandler } from "express";
import type postgres from "postgres";
import { connectPostgres } from "#db/connect.ts";
import { toDatabase } from "#db/database.ts";
import { createFreshReads } from "#db/freshness/fresh-reads.ts";
import { PostgresBus } from "#db/bus/postgres-bus.ts";
import { createConversationReader } from "#db/stores/conversation-reader.ts";
import { createConversationWriter } from "#db/stores/conversation-writer.ts";
import { createTurnStore } from "#db/stores/turn-store.ts";
import { createTgiTextModel } from "./adapters/llm/tgi-text-model.ts";
import { createConversations } from "./core/conversation/create-conversations.ts";
import { createAddressRanges } from "./core/identity/address-ranges.ts";
import { createIdentify } from "./core/identity/identify.ts";
import { createOriginCheck } from "./core/identity/origin-check.ts";
import { AnswerLog } from "./core/turn/answer-log.ts";
import { AnswerRun } from "./core/turn/answer-run.ts";
import { Audience } from "./core/turn/audience.ts";
import { createTurns } from "./core/turn/create-turns.ts";
import { Drain } from "./core/turn/drain.ts";
import { LiveGenerations } from "./core/turn/live-generations.ts";
import { createNoticeListener } from "./core/turn/announcements.ts";
import { RemoteAnswers } from "./core/turn/remote-answers.ts";
import { Recovery } from "./core/turn/recovery.ts";
import { TitleMaker } from "./core/turn/title-maker.ts";
import type { GrowingAnswers } from "./gateway/frame-follower.ts";
import { createEventStreams } from "./gateway/sse-transport.ts";
import { createWsTransport } from "./gateway/ws-transport.ts";
import { createHttpApp } from "./http/create-http-app.ts";
import { createMetricsEndpoint } from "./http/metrics-endpoint.ts";
import type { Config } from "./platform/config/config.ts";
import type { LlmConfig } from "./platform/config/llm-config.ts";
import type { Logger } from "./platform/log.ts";
import { createMetrics } from "./platform/metrics.ts";
import { createReadiness } from "./platform/readiness.ts";
import { createTurnObserver } from "./platform/turn-observer.ts";
import type { ErrorCode } from "./protocol/errors.ts";
import type { User } from "./protocol/resources.ts";

interface Parts {
  config: Pick<Config, "identity" | "publicUrl" | "logoutUrl" | "app" | "metricsPort" | "limits">;
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
  const metrics = createMetrics();
  const observer = createTurnObserver(metrics);
  const pools = connectPostgres({ ...postgres, log });
  const primary = toDatabase(pools.primary);
  const standby = pools.standby && toDatabase(pools.standby);

  const owner = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const bus = new PostgresBus({
    listenUrl: postgres.listenUrl ?? postgres.primaryUrl,
    primary,
    origin: owner,
    log,
    onError: () => observer.backgroundError("bus"),
  });
  const wrote = () => bus.outboxWritten();
  const store = createTurnStore(primary, owner, wrote);
  const writer = createConversationWriter(primary, { owner, wrote });
  const primaryReader = createConversationReader(primary);
  const reads = createFreshReads({
    primary,
    standby,
    counted: (target, reason) => metrics.reads.inc({ target, reason }),
    log,
  });

  const models = llm.map((settings) => createTgiTextModel(settings, { log }));
  const audience = new Audience();
  const live = new LiveGenerations();
  const remote = new RemoteAnswers({ store, live, audience, observer, log });
  const drain = new Drain();
  const titles = new TitleMaker({
    primary: { ...writer, ...primaryReader },
    models,
    audience,
    observer,
    log,
    closing: drain.signal,
  });
  const answerRun = new AnswerRun({
    store,
    audience,
    live,
    titles,
    observer,
    hurryLog: () => answerLog.hurry(),
    log,
  });
  const turns = createTurns({
    store,
    models,
    live,
    answerRun,
    notices: bus,
    generationsPerUser: config.limits.generationsPerUser,
    requireOpen: () => drain.requireOpen(),
  });
  const conversations = createConversations({
    primary: writer,
    audience,
    live,
    titles,
    modelNames: models.map(({ name }) => name),
  });
  const answerLog = new AnswerLog({
    live,
    store,
    notices: bus,
    log,
    onError: () => observer.backgroundError("answer_log"),
  });
  const recovery = new Recovery({ store, remote, audience, observer, log });

  const identify = createIdentify({ ...config.identity, publicUrl: config.publicUrl });
  const originCheck = createOriginCheck({ publicUrl: config.publicUrl });
  const trustedPeers = createAddressRanges(config.identity.trustedProxies);
  const isTrustedPeer = (address: string | undefined) => trustedPeers.has(address);

  const findAnswer = async ({ userId, generationId }: { userId: string; generationId: string }) =>
    (await store.findTurn({ userId, id: generationId }))?.answer;
  const told = (edge: string) => (edgeLog: Logger, code: string, error: unknown) => {
    metrics.clientErrors.inc({ edge, code });
    if (error !== undefined) edgeLog.error({ err: error }, "unexpected error");
  };
  const socketTold = told("websocket");

  function admit(request: IncomingMessage): User | ErrorCode {
    const { headers, rawHeaders } = request;
    const { remoteAddress } = request.socket;
    const forwardedHost = headers["x-forwarded-host"];
    const isOwn = originCheck.isOwnOrigin({
      origin: headers.origin,
      host: headers.host,
      forwardedHost: typeof forwardedHost === "string" ? forwardedHost : undefined,
      peerTrusted: isTrustedPeer(remoteAddress),
    });
    if (!isOwn) return "forbidden_origin";
    return identify({ remoteAddress, rawHeaders, host: headers.host }) ?? "unauthenticated";
  }

  const answers: GrowingAnswers = {
    find: (userId, id) => live.find(userId, id) ?? remote.find(userId, id),
    inConversation: (userId, id) => [
      ...live.inConversation(userId, id),
      ...remote.inConversation(userId, id),
    ],
  };
  const edge = { audience, answers, turns, findAnswer };
  const transport = createWsTransport({
    ...edge,
    conversations,
    limits: config.limits,
    frameBytes: config.limits.frameBytes,
    followRemote: (userId, conversationId) => remote.follow(userId, conversationId),
    errorTold: (code, error) => socketTold(log, code, error),
    admit,
    log,
    socketsOpen: (count) => metrics.sockets.set(count),
  });
  const http = createHttpApp({
    identify,
    originCheck,
    isTrustedPeer,
    log,
    errorTold: told("http"),
    build,
    assets,
    metrics:
      config.metricsPort === undefined
        ? createMetricsEndpoint(metrics, {
            isTrustedPeer,
            userIdHeader: config.identity.userIdHeader.toLowerCase(),
          })
        : undefined,
    services: {
      app: { ...config.app, version, logoutUrl: config.logoutUrl },
      models: models.map(({ name, model }, index) => ({ name, model, default: index === 0 })),
      reads,
      conversations,
      turns,
      openEventStream: createEventStreams({
        ...edge,
        errorTold: (code, error) => told("sse")(log, code, error),
      }),
      readiness: createReadiness({
        primary: answersQuery(pools.primary),
        standby: pools.standby && answersQuery(pools.standby),
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
      config.metricsPort === undefined ? undefined : createServer(createMetricsEndpoint(metrics, undefined)),

    async start() {
      await recovery.start(ownsDatabase);
      answerLog.start();
      remote.start();
      await bus.start(
        createNoticeListener({ store, primary: primaryReader, live, remote, audience, observer, log }),
      );
    },

    async close(graceMs) {
      // New connections are refused at once; those that are open see their answers to the end.
      server.close();
      transport.drain();
      await drain.close(live, graceMs);
      recovery.stop();
      answerLog.stop();
      remote.stop();
      await bus.stop();
      await transport.close();
      server.closeAllConnections();
      await pools.close();
    },
  };
}

function answersQuery(server: postgres.Sql): () => Promise<boolean> {
  return async () => (await server`select 1`).length === 1;
}
