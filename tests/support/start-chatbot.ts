import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import type { AddressInfo } from "node:net";
import express from "express";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { composeApp } from "#app/compose/compose-app.ts";
import { loadProductionBuild } from "#app/http/remix-build.ts";
import { parseConfig } from "#app/platform/config/config.ts";
import { createLogger } from "#app/platform/log.ts";
import { createApiBuild } from "./api-build.ts";
import { createTestDatabase, type TestDatabase } from "./database-cluster.ts";
import { startScriptedModel, type ScriptedModel, type ScriptedModelOptions } from "./scripted-model.ts";

export interface TestChatbot {
  /** Such as `http://127.0.0.1:40123`. */
  url: string;
  database: TestDatabase;
  model: ScriptedModel;
  /** Everything logged, one JSON object per line. */
  logLines: string[];
  /** Stops as SIGTERM does; also done when the test ends. */
  close(graceMs?: number): Promise<void>;
}

export interface TestChatbotOptions {
  /** Environment variables, as an operator sets them. */
  env?: Record<string, string>;
  /** Shared with another chatbot; an own one when absent. */
  database?: TestDatabase;
  model?: ScriptedModel;
  modelOptions?: ScriptedModelOptions;
  /** False for tests of sockets and API only: pages are not served then, and no build is needed. */
  pages?: boolean;
  /** False reads everything from the primary. */
  standby?: boolean;
}

const projectRoot = fileURLToPath(new URL("../..", import.meta.url));

/**
 * The whole server in this process, on an empty database and a scripted model, for the running test. Requests must
 * name their user by `X-Forwarded-User`.
 */
export async function startChatbot(options: TestChatbotOptions = {}): Promise<TestChatbot> {
  const { chatbot, dispose } = await openChatbot(options);
  onTestFinished(dispose);
  return chatbot;
}

/** One server for all tests of a `describe`, or of the file: each takes users of its own. */
export function shareChatbot(options: TestChatbotOptions = {}): () => TestChatbot {
  let opened: Awaited<ReturnType<typeof openChatbot>> | undefined;
  beforeAll(async () => {
    opened = await openChatbot(options);
  });
  afterAll(() => opened?.dispose());
  return () => {
    if (!opened) throw new Error("the shared chatbot is there only while tests run");
    return opened.chatbot;
  };
}

async function openChatbot(options: TestChatbotOptions) {
  const database = options.database ?? (await createTestDatabase());
  const model = options.model ?? (await startScriptedModel(options.modelOptions));
  const logLines: string[] = [];
  const config = parseConfig({
    DEFAULT_USER_ID: "",
    LLM: JSON.stringify({ url: model.url, name: "tgi" }),
    POSTGRES_PRIMARY_URL: database.primaryUrl,
    ...((options.standby ?? true) && { POSTGRES_STANDBY_URL: database.standbyUrl }),
    ...options.env,
  });
  const { primaryUrl, standbyUrl } = config.postgres;
  if (!config.llm || primaryUrl === undefined)
    throw new Error("the test's environment names no model or database");
  const server = createServer();
  const app = composeApp({
    config,
    llm: config.llm,
    postgres: { primaryUrl, standbyUrl },
    ownsDatabase: false,
    version: "0.0.0-test",
    log: createLogger({
      level: "debug",
      pretty: false,
      destination: { write: (line) => void logLines.push(line) },
    }),
    server,
    ...(options.pages === false
      ? { build: createApiBuild(), assets: express.Router() }
      : await loadProductionBuild(projectRoot)),
  });
  await app.start();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  let closed: Promise<void> | undefined;
  const close = (graceMs = 3_500) => (closed ??= app.close(graceMs));
  const chatbot: TestChatbot = { url: `http://127.0.0.1:${port}`, database, model, logLines, close };
  return {
    chatbot,
    async dispose() {
      await close();
      if (!options.model) await model.close();
      if (!options.database) await database.drop();
    },
  };
}
