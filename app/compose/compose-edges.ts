import { createServer, type RequestListener, type Server } from "node:http";
import type { ServerBuild } from "@remix-run/node";
import type { RequestHandler } from "express";
import { answersQuery } from "#db/database.ts";
import type { Telemetry } from "../core/telemetry/telemetry.ts";
import { createEventStreams } from "../gateway/sse-transport.ts";
import { createWsTransport } from "../gateway/ws-transport.ts";
import { createHttpApp } from "../http/create-http-app.ts";
import { createEdgeRules } from "../http/edge-rules.ts";
import { createMetricsEndpoint, scrapersInside, type MetricsText } from "../http/metrics-endpoint.ts";
import type { Config } from "../platform/config/config.ts";
import type { Component } from "../platform/lifecycle.ts";
import { listen } from "../platform/listen.ts";
import type { Logger } from "../platform/log.ts";
import { createRareWarnings } from "../platform/rare-warnings.ts";
import { createReadiness } from "../platform/readiness.ts";
import { createErrorReporter } from "../platform/report-error.ts";
import { createHtmlStore } from "../ui/markdown/html-store.ts";
import type { Models } from "./compose-models.ts";
import type { composeServices } from "./compose-services.ts";
import type { Storage } from "./compose-storage.ts";
import type { TurnParts } from "./compose-turns.ts";

/** Of answers as HTML that are kept: some hundreds of long ones, in UTF-16 code units. */
const htmlCharacters = 6_000_000;

export interface EdgeOptions {
  config: Pick<Config, "host" | "identity" | "publicUrl" | "logoutUrl" | "app" | "metricsPort" | "limits">;
  version: string;
  build: ServerBuild | (() => Promise<ServerBuild>);
  /** Serves the browser's files. */
  assets: RequestHandler;
  /** The server of the main port, made by the caller since Vite's hot reload shares it. */
  server: Server;
}

interface Dependencies {
  storage: Storage;
  models: Models;
  turnParts: TurnParts;
  services: ReturnType<typeof composeServices>;
  metricsText: MetricsText;
  telemetry: Telemetry;
  log: Logger;
}

/** The ways in: HTTP, sockets and event streams on the main port, and metrics on a port of their own. */
export function composeEdges(
  { config, version, build, assets, server }: EdgeOptions,
  { storage, models, turnParts, services, metricsText, telemetry, log }: Dependencies,
): Component[] {
  const { freshness } = storage;
  const { primary, standby } = freshness;
  const { publisher, live, remote, answers, drain, ledger, turns } = turnParts;
  const warnRarely = createRareWarnings(log, () => performance.now());
  const rules = createEdgeRules({ config, log, warnRarely });
  const reportSocketError = createErrorReporter(telemetry.edges, "websocket");
  const reportStreamError = createErrorReporter(telemetry.edges, "sse");
  const following = {
    publisher,
    answers,
    turns,
    findEnd: turnParts.findEnd,
    readAfter: (userId: string) => freshness.readAfter(userId),
  };
  const transport = createWsTransport({
    ...following,
    conversations: services.conversations,
    limits: config.limits,
    frameBytes: config.limits.frameBytes,
    isWritable: () => freshness.isWritable,
    followRemote: (userId, conversationId) => remote.follow(userId, conversationId),
    reportError: (code, error) => reportSocketError(log, code, error),
    admit: rules.admitSocket,
    log,
    onSocketCount: (count) => telemetry.edges.sockets(count),
  });
  const http = createHttpApp({
    rules,
    publicUrl: config.publicUrl,
    log,
    reportError: createErrorReporter(telemetry.edges, "http"),
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
      get models() {
        return models.choices;
      },
      ...services,
      markdownHtml: createHtmlStore(htmlCharacters),
      turns,
      readUsage: (userId) => ledger.read(userId),
      openEventStream: createEventStreams({
        ...following,
        reportError: (code, error) => reportStreamError(log, code, error),
      }),
      readiness: createReadiness({
        primary: () => answersQuery(primary),
        standby: standby && (() => answersQuery(standby)),
        standbyState: () => freshness.state,
        llm: async (signal) => (await models.models[0]?.isUp(signal)) ?? false,
        isDraining: () => !drain.isOpen,
      }),
    },
  });

  const metricsServer = composeMetricsServer(
    config,
    createMetricsEndpoint(metricsText, (request) => !("refusal" in rules.admit(request))),
  );
  const sockets: Component = {
    name: "connections",
    start() {
      // Longer than proxies keep idle connections, so that none sends a request on one that is being closed.
      server.keepAliveTimeout = 75_000;
      server.on("request", http);
      transport.attach(server);
    },
    async stop() {
      await transport.close();
      server.closeAllConnections();
    },
  };
  const acceptance: Component = {
    name: "new turns",
    // New connections are refused at once; those that are open see their answers to the end.
    async stop(graceMs) {
      server.close();
      transport.drain();
      await drain.close(live, graceMs);
    },
  };
  return [...metricsServer, sockets, acceptance];
}

/** The metrics on a port of their own, where one is configured. */
function composeMetricsServer(
  { host, metricsPort }: Pick<Config, "host" | "metricsPort">,
  endpoint: RequestListener,
): Component[] {
  if (metricsPort === undefined) return [];
  const server = createServer(endpoint);
  return [
    {
      name: "metrics server",
      start: () => listen(server, { host, port: metricsPort, portVariable: "metricsPort" }),
      stop() {
        server.close();
        server.closeAllConnections();
      },
    },
  ];
}
