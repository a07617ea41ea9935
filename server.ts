import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { migrate } from "#db/migrate.ts";
import { startQuickstart } from "#embedded/quickstart.ts";
import { composeApp } from "./app/compose.ts";
import { loadDevelopmentBuild, loadProductionBuild } from "./app/http/remix-build.ts";
import { ConfigError } from "./app/platform/config/config-error.ts";
import { describeConfig } from "./app/platform/config/describe-config.ts";
import { loadConfig } from "./app/platform/config/load-config.ts";
import { createLogger, type Logger } from "./app/platform/log.ts";
import { StopSignal } from "./app/platform/stop-signal.ts";

const isDevelopment = process.argv.includes("--dev");
const here = dirname(fileURLToPath(import.meta.url));
/** The bundle lies in build/, its source beside package.json. */
const projectRoot = isDevelopment ? here : dirname(here);

async function run(log: Logger, config: ReturnType<typeof loadConfig>): Promise<void> {
  const stopSignal = new StopSignal();
  const quickstart = await startQuickstart(config, projectRoot, log);
  const server = createServer();
  try {
    await migrate(quickstart.postgres.primaryUrl, join(projectRoot, "db/migrations"));
    const app = composeApp({
      config,
      ...quickstart,
      version: await readVersion(),
      log,
      server,
      ...(isDevelopment
        ? await loadDevelopmentBuild(projectRoot, server)
        : await loadProductionBuild(projectRoot)),
    });
    try {
      await app.start();
      if (app.metricsServer) await listen(app.metricsServer, config.metricsPort, config.host);
      const port = await listen(server, config.port, config.host);
      process.stdout.write(`Chatbot is ready at ${formatAddress(config.host, port)}\n`);
      log.info({ signal: await stopSignal.received }, "stopping: running answers are finished first");
    } finally {
      await app.close(config.shutdownGraceSeconds * 1000);
    }
  } finally {
    await quickstart.stop();
  }
  log.info("stopped");
}

async function listen(server: Server, port: number | undefined, host: string): Promise<number> {
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** An address that a person can open: a wildcard is no place to go. */
function formatAddress(host: string, port: number): string {
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

async function readVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(projectRoot, "package.json"), "utf8")) as {
    version: string;
  };
  return version;
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "EADDRINUSE" && "port" in error) {
    return `Port ${String(error.port)} is in use by another program. Stop that one, or set PORT to a free port.`;
  }
  return error instanceof ConfigError ? error.message : `${error.name}: ${error.message}`;
}

try {
  const config = loadConfig(projectRoot);
  // React reads it when it is loaded; without it, it runs its slow development path.
  if (!isDevelopment) process.env["NODE_ENV"] = "production";
  const log = createLogger({ level: config.logLevel, pretty: process.stdout.isTTY });
  log.info(describeConfig(config), "configuration");
  for (const warning of config.warnings) log.warn(warning);
  process.on("unhandledRejection", (error) => log.error({ err: error }, "unhandled rejection"));
  await run(log, config);
  process.exit(0);
} catch (error) {
  process.stderr.write(`\nChatbot cannot start.\n${explain(error)}\n`);
  process.exit(1);
}
