import { join } from "node:path";
import { outDir, startProcess, type BenchProcess } from "./bench-process.ts";

export interface ServerUnderTest {
  url: string;
  process: BenchProcess;
}

interface Options {
  primaryUrl: string;
  standbyUrl: string;
  modelUrl: string;
  /** Writes a CPU profile of the process to .cache/bench/profiles when it stops. */
  profile?: boolean;
  /** Further configuration. */
  env?: Record<string, string>;
}

/** The product as it runs in production: the bundle, behind a trusted proxy's header. */
export async function startChatbot({
  primaryUrl,
  standbyUrl,
  modelUrl,
  profile,
  env,
}: Options): Promise<ServerUnderTest> {
  const started = await startProcess(
    {
      script: "build/main.js",
      env: {
        HOST: "127.0.0.1",
        PORT: "0",
        LOG_LEVEL: "WARNING",
        SHUTDOWN_GRACE_SECONDS: "2",
        LLM: modelUrl,
        POSTGRES_PRIMARY_URL: primaryUrl,
        POSTGRES_STANDBY_URL: standbyUrl,
        ...env,
      },
      execArgv: profile ? ["--cpu-prof", `--cpu-prof-dir=${join(outDir, "profiles")}`] : [],
    },
    (line) => /^Chatbot is ready at (http\S+)$/.exec(line)?.[1],
  );
  return { url: started.ready, process: started.process };
}
