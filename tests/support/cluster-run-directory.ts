import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { lockDataRoot } from "#embedded/postgres/data-root-lock.ts";
import { clearLeftovers } from "#embedded/postgres/leftovers.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the workers of this run keep their database clusters. */
    clusterRunDir: string;
    /** What the containers of the servers are made from; undefined where the packaged servers run. */
    databaseImage: string | undefined;
  }
}

const areContainersAsked = process.env["TEST_DATABASE"] === "containers";

/**
 * Vitest's global setup: gives the run a directory for its database clusters, and removes those of earlier runs
 * that were killed, with the servers that may still run in them.
 */
export default async function setUpClusterRunDirectory(project: TestProject): Promise<() => Promise<void>> {
  const parent = join(tmpdir(), `chatbot-tests-${process.geteuid?.() ?? 0}`);
  mkdirSync(parent, { recursive: true });
  chmodSync(parent, 0o755);
  for (const name of readdirSync(parent)) await removeIfAbandoned(join(parent, name));
  const runDir = mkdtempSync(join(parent, "run-"));
  chmodSync(runDir, 0o755);
  const lock = lockDataRoot(runDir);
  project.provide("clusterRunDir", runDir);
  project.provide("databaseImage", await findDatabaseImage());
  return async () => {
    await removeRun(runDir);
    lock.release();
  };
}

/** `TEST_DATABASE=containers` asks for them; where there can be none, it is said and the packaged servers run. */
async function findDatabaseImage(): Promise<string | undefined> {
  if (!areContainersAsked) return undefined;
  const image = process.env["TEST_DATABASE_IMAGE"] ?? "postgres:18";
  const { requireEngine } = await import("./containers/container-engine.ts");
  try {
    await requireEngine(image);
    return image;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.log(`TEST_DATABASE=containers: the packaged servers stand in, because ${reason}.`);
    return undefined;
  }
}

async function removeIfAbandoned(runDir: string): Promise<void> {
  try {
    lockDataRoot(runDir);
  } catch {
    return; // Another run uses it.
  }
  await removeRun(runDir);
}

async function removeRun(runDir: string): Promise<void> {
  for (const worker of readdirSync(runDir).filter((name) => name.startsWith("worker-"))) {
    for (const server of ["standby", "primary"]) {
      const serverDir = join(runDir, worker, server);
      if (existsSync(serverDir)) await clearLeftovers(serverDir, () => undefined);
    }
  }
  if (areContainersAsked) await removeContainers(runDir);
  rmSync(runDir, { recursive: true, force: true });
}

async function removeContainers(run: string): Promise<void> {
  const { removeContainersOf } = await import("./containers/container-engine.ts");
  // Without an engine there are none.
  await removeContainersOf(run).catch((error: unknown) =>
    console.log(`Containers may be left: ${String(error)}`),
  );
}
