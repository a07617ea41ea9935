import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { parse } from "dotenv";

const projectRoot = fileURLToPath(new URL("../../..", import.meta.url));
const readyPattern = /^Chatbot is ready at (http:\S+)$/;
const startTimeoutMs = 40_000;

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** The built program with its embedded PostgreSQL primary and standby, in a data directory of its own. */
export class ChatbotProcess {
  /** What the program wrote, over all its starts. */
  readonly lines: string[] = [];
  readonly #dataDir: string;
  readonly #env: Record<string, string>;
  #child: Child | undefined;
  #url = "";

  private constructor(dataDir: string, env: Record<string, string>) {
    this.#dataDir = dataDir;
    this.#env = env;
  }

  /** @throws Error with the program's last lines when it does not come up */
  static async start(env: Record<string, string>): Promise<ChatbotProcess> {
    const dataDir = await mkdtemp(join(tmpdir(), "chatbot-e2e-"));
    // PostgreSQL refuses to run as root; under root its own account has to get in.
    await chmod(dataDir, 0o755);
    const chatbot = new ChatbotProcess(dataDir, env);
    await chatbot.start();
    return chatbot;
  }

  /** Such as `http://127.0.0.1:40123`; the same after every start. */
  get url(): string {
    return this.#url;
  }

  /** Starts it again on the same address and data. */
  async start(): Promise<void> {
    const port = this.#url === "" ? "0" : new URL(this.#url).port;
    const { PATH = "", HOME = "" } = process.env;
    const child = spawn(process.execPath, ["build/main.js"], {
      cwd: projectRoot,
      env: {
        NODE_ENV: "development",
        ...(await blankEnvFile()),
        PATH,
        HOME,
        PORT: port,
        DATA_DIR: join(this.#dataDir, "data"),
        DEFAULT_USER_ID: "",
        ...this.#env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    createInterface(child.stderr).on("line", (line) => this.lines.push(line));
    this.#url = await this.#findAddress(child);
  }

  /** As `kill -9` does: nothing is said to anybody, nothing is put away. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** As an operator stops it. @returns the exit code, when it has ended */
  async stop(): Promise<number | null> {
    return this.#end("SIGTERM");
  }

  /** Ends it and removes its data. @throws Error when it did not end well, or logged an error */
  async dispose(): Promise<void> {
    const exitCode = await this.stop();
    await rm(this.#dataDir, { recursive: true, force: true });
    if (exitCode !== 0) throw new Error(`the chatbot ended with ${exitCode}:\n${this.#lastLines()}`);
    const errors = this.lines.filter(isErrorLine);
    if (errors.length > 0) throw new Error(`the chatbot logged errors:\n${errors.join("\n")}`);
  }

  async #end(signal: "SIGTERM" | "SIGKILL"): Promise<number | null> {
    const child = this.#child;
    if (!child) return 0;
    this.#child = undefined;
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await once(child, "exit");
    }
    return child.exitCode;
  }

  #findAddress(child: Child): Promise<string> {
    return new Promise((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`the chatbot ${why}:\n${this.#lastLines()}`));
      const timer = setTimeout(() => {
        child.kill("SIGKILL");
        fail("did not start in time");
      }, startTimeoutMs);
      child.once("exit", (code) => {
        clearTimeout(timer);
        fail(`ended while starting, with ${code}`);
      });
      createInterface(child.stdout).on("line", (line) => {
        this.lines.push(line);
        const address = readyPattern.exec(line)?.[1];
        if (address === undefined) return;
        clearTimeout(timer);
        resolve(address);
      });
    });
  }

  #lastLines(): string {
    return this.lines.slice(-20).join("\n");
  }
}

/** What the developer's own `.env` sets must not reach into tests: set empty, it counts as unset. */
async function blankEnvFile(): Promise<Record<string, string>> {
  const file = join(projectRoot, ".env");
  if (!existsSync(file)) return {};
  const names = Object.keys(parse(await readFile(file)));
  return Object.fromEntries(names.map((name) => [name, ""]));
}

function isErrorLine(line: string): boolean {
  return /"level":"(?:error|fatal)"/.test(line);
}
