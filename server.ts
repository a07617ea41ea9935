import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { DatabaseStartError } from "#db/start/database-start-error.ts";
import { prepareDatabase } from "#db/start/prepare-database.ts";
import { startQuickstart } from "#embedded/quickstart.ts";
import { composeApp } from "./app/compose/compose-app.ts";
import { loadDevelopmentBuild, loadProductionBuild } from "./app/http/remix-build.ts";
import { ConfigError } from "./app/platform/config/config-error.ts";
import { describeConfig } from "./app/platform/config/describe-config.ts";
import { loadConfig } from "./app/platform/config/load-config.ts";
import { Lifecycle } from "./app/platform/lifecycle.ts";
import { listen } from "./app/platform/listen.ts";
import { createLogger, type Logger } from "./app/platform/log.ts";
import { StopSignal } from "./app/platform/stop-signal.ts";

const isDevelopment = process.argv.includes("--dev");
const here = dirname(fileURLToPath(import.meta.url));
/** The bundle lies in build/, its source beside package.json. */
const projectRoot = isDevelopment ? here : dirname(here);

type Config = ReturnType<typeof loadConfig>;

/** What letting go may take when the program is to stop before it is up; the embedded servers end with the process. */
const letGoMs = 500;

async function run(log: Logger, config: Config): Promise<void> {
  const stopSignal = new StopSignal();
  const lifecycle = new Lifecycle(log);
  const starting = start(log, config, lifecycle);
  const early = await Promise.race([starting.then(() => undefined), stopSignal.received]).catch(
    async (error: unknown) => {
      await lifecycle.stop(0);
      throw error;
    },
  );
  if (early !== undefined) {
    log.info({ signal: early }, "stopping before the start is complete");
    starting.catch((error: unknown) => log.debug({ err: error }, "what the start waited for"));
    await Promise.race([lifecycle.stop(0), delay(letGoMs)]);
    return;
  }
  log.info({ signal: await stopSignal.received }, "stopping: running answers are finished first");
  await lifecycle.stop(config.shutdownGraceSeconds * 1000);
  log.info("stopped");
}

/** Each part is started by the lifecycle, which knows how to stop it. */
async function start(log: Logger, config: Config, lifecycle: Lifecycle): Promise<void> {
  const quickstart = await startQuickstart(config, projectRoot, log);
  await lifecycle.start({ name: "embedded servers", stop: () => quickstart.stop() });
  const preparing = new AbortController();
  const migrationsFolder = join(projectRoot, "db/migrations");
  await lifecycle.start({
    name: "migrations",
    start: () => prepareDatabase({ ...quickstart.postgres, migrationsFolder, log, signal: preparing.signal }),
    stop: () => preparing.abort(),
  });
  const server = createServer();
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
  await lifecycle.start({ name: "chatbot", start: () => app.start(), stop: (graceMs) => app.close(graceMs) });
  const { host, port } = config;
  const boundPort = await listen(server, { host, port, portVariable: "port" });
  process.stdout.write(`Chatbot is ready at ${formatAddress(host, boundPort)}\n`);
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
  const isForOperators = error instanceof ConfigError || error instanceof DatabaseStartError;
  return isForOperators ? error.message : `${error.name}: ${error.message}`;
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
