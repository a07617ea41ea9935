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
  }
}

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
  return async () => {
    await removeRun(runDir);
    lock.release();
  };
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
  rmSync(runDir, { recursive: true, force: true });
}
