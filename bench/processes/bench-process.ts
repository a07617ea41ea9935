import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";

export interface Usage {
  /** User and system time since the start. */
  cpuMicros: number;
  rssBytes: number;
}

const usageSchema = z.object({ cpuMicros: z.number(), rssBytes: z.number() });
const answerSchema = z.object({ answer: z.string(), value: z.unknown() });

/** The name of what is asked for, and what belongs to it. */
type Question = { ask: string } & Record<string, string | number | boolean>;

/** One of the processes that take part. Each is its own, so that the CPU time of the server is the server's alone. */
export interface BenchProcess {
  /** Asks by IPC; the process answers `{ answer: <name of the question>, value }`. */
  ask<T>(question: Question | "usage", schema: z.ZodType<T>): Promise<T>;
  usage(): Promise<Usage>;
  /** What the process's log says at level warning or worse. */
  readonly complaints: readonly string[];
  stop(): Promise<void>;
}

export interface ProcessOptions {
  /** Relative to the checkout. */
  script: string;
  args?: string[];
  env?: Record<string, string>;
  execArgv?: string[];
}

export const outDir = ".cache/bench";
const stopPatienceMs = 15_000;

/** Starts a process and waits for the line on its output that `ready` recognises; resolves with what that returns. */
export async function startProcess<T>(
  { script, args = [], env = {}, execArgv = [] }: ProcessOptions,
  ready: (line: string) => T | undefined,
): Promise<{ process: BenchProcess; ready: T }> {
  const child = fork(script, args, {
    execArgv: ["--import", join(process.cwd(), outDir, "processes/probe.js"), ...execArgv],
    env: { PATH: process.env["PATH"], NODE_ENV: "production", ...env },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const complaints: string[] = [];
  const value = await new Promise<T>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`${script} ended with ${code} before it was ready`)));
    child.once("error", reject);
    if (!child.stdout) throw new Error(`${script} has no output`);
    createInterface({ input: child.stdout }).on("line", (line) => {
      const complaint = findComplaint(line);
      if (complaint !== undefined) complaints.push(complaint);
      const found = ready(line);
      if (found !== undefined) resolve(found);
    });
  });
  return { process: toBenchProcess(child, script, complaints), ready: value };
}

function toBenchProcess(child: ChildProcess, script: string, complaints: string[]): BenchProcess {
  async function ask<T>(question: Question | "usage", schema: z.ZodType<T>): Promise<T> {
    const name = question === "usage" ? question : question.ask;
    const answer = new Promise<unknown>((resolve, reject) => {
      const onMessage = (message: unknown) => {
        const parsed = answerSchema.safeParse(message);
        if (parsed.data?.answer !== name) return;
        child.off("message", onMessage);
        child.off("exit", leave);
        resolve(parsed.data.value);
      };
      const leave = () => reject(new Error(`${script} ended while it was asked for ${name}`));
      child.on("message", onMessage);
      child.once("exit", leave);
    });
    child.send(question);
    return schema.parse(await answer);
  }

  return {
    ask,
    complaints,
    usage: () => ask("usage", usageSchema),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), stopPatienceMs);
      await gone;
      clearTimeout(timer);
    },
  };
}

const complaintSchema = z.object({
  level: z.enum(["warn", "error", "fatal"]),
  msg: z.string(),
  err: z.object({ message: z.string() }).optional(),
});

function findComplaint(line: string): string | undefined {
  if (!/^\{"level":"(?:warn|error|fatal)"/.test(line)) return undefined;
  const { level, msg, err } = complaintSchema.parse(JSON.parse(line));
  const firstLine = err?.message.trim().split("\n")[0];
  return `${level}: ${msg}${firstLine === undefined ? "" : ` (${firstLine})`}`;
}

/** For the processes of the bench itself, which say what others must know as one line of JSON. */
export function parseReady<T>(schema: z.ZodType<T>): (line: string) => T | undefined {
  return (line) => {
    const text = /^ready (\{.*\})$/.exec(line)?.[1];
    return text === undefined ? undefined : schema.parse(JSON.parse(text));
  };
}
