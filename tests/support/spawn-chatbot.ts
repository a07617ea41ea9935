import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { TestDatabase } from "./database-cluster.ts";

export interface SpawnedChatbot {
  /** Such as `http://127.0.0.1:40123`. */
  url: string;
  pid: number;
  /** Everything that it wrote, a line each. */
  lines: readonly string[];
  /** Resolves with the exit code, or with `null` when a signal ended it. */
  exited: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
}

export interface SpawnedChatbotOptions {
  database: Pick<TestDatabase, "primaryUrl" | "standbyUrl">;
  /** Of the model server. */
  modelUrl: string;
  /** Environment variables, as an operator sets them. */
  env?: Record<string, string>;
}

const projectRoot = fileURLToPath(new URL("../..", import.meta.url));
const program = "build/main.js";
const readyPattern = /^Chatbot is ready at (http:\S+)$/;

/**
 * The built program as a process of its own, on a free port. Requests must name their user by `X-Forwarded-User`.
 * It is gone when the test ends.
 * @throws Error with what the program wrote when it does not come up
 */
export async function spawnChatbot(options: SpawnedChatbotOptions): Promise<SpawnedChatbot> {
  if (!existsSync(`${projectRoot}${program}`))
    throw new Error("There is no build: run `npm run build` first.");
  const child = spawn(process.execPath, [program], {
    cwd: projectRoot,
    env: { ...environmentOf(options), ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  const exited = once(child, "exit").then(([code]) => code as number | null);
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await exited;
  });
  createInterface(child.stderr).on("line", (line) => lines.push(line));
  const url = await readyUrl(child, lines, exited);
  return { url, pid: child.pid ?? 0, lines, exited, kill: (signal) => void child.kill(signal) };
}

function environmentOf({ database, modelUrl }: SpawnedChatbotOptions) {
  const { PATH = "", HOME = "" } = process.env;
  return {
    PATH,
    HOME,
    NODE_ENV: "production" as const,
    // Set empty, a variable of the developer's own `.env` counts as unset.
    DEFAULT_USER_ID: "",
    SAFETY_LLM: "",
    HOST: "127.0.0.1",
    PORT: "0",
    LOG_LEVEL: "DEBUG",
    LLM: JSON.stringify({ url: modelUrl, name: "tgi", provider: "tgi" }),
    POSTGRES_PRIMARY_URL: database.primaryUrl,
    POSTGRES_STANDBY_URL: database.standbyUrl,
  };
}

/** The lines on the standard output are kept too, and read on after the address. */
function readyUrl(child: ChildProcess, lines: string[], exited: Promise<number | null>): Promise<string> {
  return new Promise((resolve, reject) => {
    if (!child.stdout) throw new Error("The program has no standard output.");
    createInterface(child.stdout).on("line", (line) => {
      lines.push(line);
      const address = readyPattern.exec(line)?.[1];
      if (address !== undefined) resolve(address);
    });
    void exited.then((code) =>
      reject(new Error(`The chatbot ended while starting, with ${code}:\n${lines.slice(-20).join("\n")}`)),
    );
  });
}
