import { randomBytes } from "node:crypto";
import { createRequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import compression from "compression";
import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Response } from "express";
import { v7 as newId } from "uuid";
import type { RequestReads } from "#app/core/freshness/request-reads.ts";
import type { RequestServices } from "#app/load-context.ts";
import type { Logger } from "#app/platform/log.ts";
import { AppError } from "#app/core/app-error.ts";
import { errorTable, type ErrorCode } from "#app/protocol/errors.ts";
import type { User } from "#app/protocol/resources.ts";
import { createDrained } from "./drained.ts";
import type { EdgeRules } from "./edge-rules.ts";
import { memoryBotRoute } from "./memory-bot-route.ts";
import { beforeHead } from "./before-head.ts";
import { createPublicOrigin } from "./public-origin.ts";
import { isPublicPath } from "./public-paths.ts";
import { readAfterOf, setReadAfter } from "./read-after.ts";
import { securityHeaders } from "./security-headers.ts";
import { isUnroutable, isTooLarge, readPast } from "./unservable-requests.ts";

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);
/** Others are refused here: Remix cannot be asked by all of them. */
const methods = new Set([...safeMethods, "POST", "PUT", "PATCH", "DELETE"]);

interface Edge {
  requestId: string;
  nonce: string;
  log: Logger;
  user: User | undefined;
  publicOrigin: string;
}

type EdgeResponse = Response<unknown, { edge: Edge }>;

interface Dependencies {
  rules: EdgeRules;
  /** The configured origin, if any. */
  publicUrl: string | undefined;
  log: Logger;
  /** What routes receive besides the edge's own facts. */
  services: Omit<
    RequestServices,
    "requestId" | "nonce" | "user" | "publicOrigin" | "reads" | "drained" | "signal" | "reportError"
  >;
  /** The reads of a request that bears these freshness tokens. */
  readsFor: (tokens: readonly string[]) => RequestReads;
  reportError: (log: Logger, code: string, error: unknown) => void;
  /** The Remix build, or a function that loads it anew in development. */
  build: ServerBuild | (() => Promise<ServerBuild>);
  /** Serves the browser's files; Vite does in development. */
  assets: RequestHandler;
  metrics: RequestHandler | undefined;
}

/** The HTTP edge: request id, identity, Origin check, headers, files, then Remix's routes. */
export function createHttpApp(deps: Dependencies): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("etag", false);
  const { rules } = deps;
  const publicOriginOf = createPublicOrigin({
    publicUrl: deps.publicUrl,
    isTrustedPeer: rules.isTrustedPeer,
  });
  const edgeOf = (response: Response) => (response as EdgeResponse).locals.edge;
  const tell = (response: Response, code: ErrorCode, error?: unknown) => {
    deps.reportError(edgeOf(response).log, code, error);
    sendError(response, code);
  };

  app.use((request, response, next) => {
    const requestId = findRequestId(request.headers["x-request-id"]) ?? newId();
    const log = deps.log.child({ requestId });
    const nonce = randomBytes(16).toString("base64");
    (response as EdgeResponse).locals.edge = { requestId, nonce, log, user: undefined, publicOrigin: "" };
    response.setHeader("X-Request-Id", requestId);
    logWhenDone(request.method, request.path, response, log);
    next();
  });
  app.use(
    securityHeaders({
      nonceOf: (response) => edgeOf(response).nonce,
      imageOrigins: deps.services.app.imageOrigins,
    }),
  );
  app.use((request, response, next) => {
    const admission = rules.admit(request);
    if ("refusal" in admission) {
      edgeOf(response).log.debug({ reason: admission.reason }, "refused a request");
      tell(response, admission.refusal);
      return;
    }
    // Remix looks at the one, Express at the other.
    request.originalUrl = request.url = admission.path;
    request.headers.host = admission.host;
    edgeOf(response).user = rules.identify(request);
    next();
  });
  app.use(memoryBotRoute);
  if (deps.metrics) app.get("/metrics", deps.metrics);
  app.use(compression({ filter: isCompressible }));
  app.use(deps.assets);

  app.use((request, response, next) => {
    if (safeMethods.has(request.method)) next();
    else if (!rules.isOwnOrigin(request)) tell(response, "forbidden_origin");
    else if (!methods.has(request.method)) {
      response.setHeader("Allow", [...methods].join(", "));
      tell(response, "method_not_allowed");
    } else if (isTooLarge(request)) {
      void readPast(request).then(() => tell(response, "payload_too_large"));
    } else next();
  });

  app.use((request, response, next) => {
    if (isUnroutable(request)) return tell(response, "not_found");
    if (request.path === "/api/chat") {
      response.setHeader("Upgrade", "websocket");
      return tell(response, "upgrade_required");
    }
    edgeOf(response).publicOrigin = publicOriginOf(request);
    // Remix would take them into the address of the request, believed or not.
    delete request.headers["x-forwarded-host"];
    request.headers.host ??= "localhost";
    next();
  });

  const pages = createRequestHandler({
    build: deps.build,
    // Whatever NODE_ENV says: only development shows people the stack of an error.
    mode: typeof deps.build === "function" ? "development" : "production",
    getLoadContext: (request, response) => {
      const { requestId, nonce, log, user, publicOrigin } = edgeOf(response);
      const reads = deps.readsFor(readAfterOf(request));
      const isSecure = publicOrigin.startsWith("https:");
      setRetryAfter(response);
      if (user && !isPublicPath(request.path))
        setReadAfter(request, response, { reads, userId: user.id, isSecure });
      return {
        ...deps.services,
        requestId,
        nonce,
        user,
        publicOrigin,
        reads,
        drained: createDrained(response),
        signal: goneSignal(response),
        reportError: (code: string, error: unknown) => deps.reportError(log, code, error),
      };
    },
  });
  app.all("*", (request, response, next) => void pages(request, response, next));

  const onError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
    if (response.headersSent) next(error);
    else
      tell(response, isBadUri(error) ? "invalid_request" : "internal", isBadUri(error) ? undefined : error);
  };
  app.use(onError);
  return app;
}

/** Pages are refused by whatever loader failed; all that comes with status 503 passes in a moment. */
function setRetryAfter(response: Response): void {
  beforeHead(response, () => {
    if (response.statusCode === 503 && !response.hasHeader("Retry-After"))
      response.setHeader("Retry-After", "5");
  });
}

function sendError(response: Response, code: ErrorCode): void {
  const { message } = new AppError(code);
  response.status(errorTable[code].status).json({ error: { code, message } });
}

/** Express fails with a URIError on a path such as `/%ff`. */
function isBadUri(error: unknown): boolean {
  return error instanceof URIError;
}

/** A proxy's id is taken over when it is plain: it ends up in logs and upstream headers. */
function findRequestId(header: string | string[] | undefined): string | undefined {
  return typeof header === "string" && /^[\w.:-]{1,100}$/.test(header) ? header : undefined;
}

/** An event stream must not wait in a compressor's buffer. */
const isCompressible: compression.CompressionFilter = (request, response) =>
  !String(response.getHeader("Content-Type")).startsWith("text/event-stream") &&
  compression.filter(request, response);

function goneSignal(response: Response): AbortSignal {
  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
}

function logWhenDone(method: string, path: string, response: Response, log: Logger): void {
  const startedAt = performance.now();
  response.once("close", () => {
    const ms = Math.round(performance.now() - startedAt);
    log.debug({ method, path, status: response.statusCode, ms, whole: response.writableFinished }, "request");
  });
}
