import { isAbsolute, join } from "node:path";
import type { Config } from "#app/platform/config/config.ts";
import type { LlmConfig } from "#app/platform/config/llm-config.ts";
import type { Logger } from "#app/platform/log.ts";

const localModelUrl = "http://localhost:8080";
const localModelTimeoutMs = 500;

export interface Quickstart {
  postgres: { primaryUrl: string; standbyUrl: string | undefined; listenUrl?: string | undefined };
  llm: readonly LlmConfig[];
  /** Where code runs; undefined: nowhere. */
  jupyter: { url: string; token?: string | undefined; abilities?: string } | undefined;
  /** True when the database is ours alone. */
  ownsDatabase: boolean;
  /** Stops what was started here. */
  stop(): Promise<void>;
}

/**
 * Starts what the configuration leaves open: PostgreSQL primary and standby without `POSTGRES_PRIMARY_URL`, the
 * demo model without `LLM` when nothing answers on its default address, and a Python without `JUPYTER__GATEWAY_URL`. In production nothing of this is loaded.
 * @throws EmbeddedPostgresError with a text for the person who starts the program
 */
export async function startQuickstart(config: Config, projectRoot: string, log: Logger): Promise<Quickstart> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const stopPart of stops.splice(0).reverse()) await stopPart();
  };
  try {
    const postgres = await findPostgres(config, projectRoot, log, stops);
    const llm = config.llm ?? [await findModel(config, projectRoot, log, stops)];
    const jupyter = await findJupyter(config, projectRoot, log, stops);
    return { postgres, llm, jupyter, ownsDatabase: config.postgres.primaryUrl === undefined, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function findPostgres(
  { postgres, dataDir }: Config,
  projectRoot: string,
  log: Logger,
  stops: (() => Promise<void>)[],
) {
  const { primaryUrl, standbyUrl, listenUrl } = postgres;
  if (primaryUrl !== undefined) return { primaryUrl, standbyUrl, listenUrl };
  const { startCluster } = await import("./postgres/cluster.ts");
  const cluster = await startCluster({
    dataDir: isAbsolute(dataDir) ? dataDir : join(projectRoot, dataDir),
    log: (message) => log.info(message),
  });
  stops.push(() => cluster.stop());
  return { primaryUrl: cluster.primaryUrl, standbyUrl: cluster.standbyUrl };
}

async function findModel(
  config: Config,
  projectRoot: string,
  log: Logger,
  stops: (() => Promise<void>)[],
): Promise<LlmConfig> {
  const defaults = { timeoutMs: 60_000 };
  if (config.environment === "production" || (await answersHealth(localModelUrl))) {
    return { ...defaults, model: "tgi", name: "tgi", learns: "name", url: localModelUrl };
  }
  const { readProjectDocuments, startDemoModel } = await import("./demo-model/demo-model.ts");
  const documents = await readProjectDocuments(projectRoot);
  const demo = await startDemoModel({ documents, log });
  stops.push(() => demo.close());
  log.info(
    `LLM is not set and nothing answers at ${localModelUrl}: a demo model stands in. ` +
      "Set LLM=http://your-model-server to chat with yours.",
  );
  return { ...defaults, model: "demo", name: "Demo", isDemo: true, url: demo.url };
}

/** Where no Jupyter is named, Python comes along; its processes are started when code is first run. */
async function findJupyter(
  { jupyter, environment, dataDir }: Config,
  projectRoot: string,
  log: Logger,
  stops: (() => Promise<void>)[],
): Promise<Quickstart["jupyter"]> {
  if (jupyter.gatewayUrl !== undefined) return { url: jupyter.gatewayUrl, token: jupyter.token };
  if (environment === "production") return undefined;
  const { embeddedAbilities, hasEmbeddedPython, startEmbeddedPython } =
    await import("./python/embedded-python.ts");
  const sandboxDir = join(projectRoot, "embedded/python/sandbox");
  if (!hasEmbeddedPython(sandboxDir)) {
    log.info(
      "Code does not run: JUPYTER__GATEWAY_URL is not set, and the optional package pyodide is not installed.",
    );
    return undefined;
  }
  const gateway = await startEmbeddedPython({
    sandboxDir,
    cacheDir: join(dataDir, "python"),
    log: (message) => log.info(message),
  });
  stops.push(() => gateway.close());
  return { url: gateway.url, token: gateway.token, abilities: embeddedAbilities };
}

async function answersHealth(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health`, {
      signal: AbortSignal.timeout(localModelTimeoutMs),
      redirect: "error",
    });
    return response.ok;
  } catch {
    return false;
  }
}
