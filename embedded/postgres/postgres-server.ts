import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { PostgresBinaries } from "./binaries.ts";
import { EmbeddedPostgresError, explainFailure } from "./embedded-postgres-error.ts";
import { clearLeftovers } from "./leftovers.ts";
import { writeOwnedFile } from "./owned-files.ts";
import { shutDown, signalAll, spawnPostmaster, waitUntilReady, type Postmaster } from "./postmaster.ts";
import type { ServerAccount } from "./server-account.ts";
import {
  formatSettings,
  settingsFile,
  type PrimaryAddress,
  type ServerName,
  type ServerSettings,
} from "./server-settings.ts";
import { watchOver } from "./watchdog.ts";

export interface PostgresServer {
  readonly name: ServerName;
  readonly dataDir: string;
  /** Stays the same over every `start`, so that addresses stay valid. */
  readonly port: number;
  /** The postmaster's process id; undefined while the server does not run. */
  readonly pid: number | undefined;
  /** Whether the postmaster ended without having been asked to by `stop` or `kill`. */
  readonly crashed: boolean;
  /**
   * Resolves when the server answers queries; at once when it runs already.
   * @throws EmbeddedPostgresError with the end of the server's log
   */
  start(): Promise<void>;
  /** Resolves when the server has ended; also ends one that `kill("SIGSTOP")` froze. */
  stop(mode?: "fast" | "immediate"): Promise<void>;
  /** Sends a signal to the postmaster and to each of its processes. */
  kill(signal: NodeJS.Signals): void;
  /** Resolves when the postmaster that runs now has ended; at once when none runs. */
  exited(): Promise<void>;
}

export interface PostgresServerOptions {
  name: ServerName;
  dir: string;
  port: number;
  /** The file that takes what the server prints. */
  logPath: string;
  binaries: PostgresBinaries;
  account: ServerAccount | undefined;
  extraSettings: ServerSettings;
  /** Only for the standby. */
  primaryAddress: PrimaryAddress | undefined;
  log: (message: string) => void;
}

/** Another program holds the port. */
export class PortTakenError extends EmbeddedPostgresError {}

/** Crash recovery replays everything since the last checkpoint. */
const readyPatienceMs = 120_000;
/** A port can be taken for a moment by somebody's outgoing connection. */
const portPatienceMs = 3_000;

/** One PostgreSQL server on an existing data directory; it does not run yet. */
export function createPostgresServer(options: PostgresServerOptions): PostgresServer {
  let current: Postmaster | undefined;
  let endWasAsked = false;
  let crashed = false;

  function adopt(postmaster: Postmaster): void {
    current = postmaster;
    endWasAsked = false;
    crashed = false;
    const endWatch = watchOver(postmaster.pid, options.account);
    void postmaster.ended.then(() => {
      endWatch();
      current = undefined;
      crashed = !endWasAsked;
    });
  }

  return {
    name: options.name,
    dataDir: options.dir,
    port: options.port,
    get pid() {
      return current?.pid;
    },
    get crashed() {
      return crashed;
    },
    async start() {
      if (!current) await startPostmaster(options, adopt);
    },
    async stop(mode = "fast") {
      endWasAsked = true;
      if (current) await shutDown(current, mode === "fast" ? "SIGINT" : "SIGQUIT");
    },
    kill(signal) {
      endWasAsked ||= !["SIGSTOP", "SIGCONT", "SIGHUP"].includes(signal);
      if (current) signalAll(current, signal);
    },
    async exited() {
      await current?.ended;
    },
  };
}

async function startPostmaster(
  options: PostgresServerOptions,
  adopt: (postmaster: Postmaster) => void,
): Promise<void> {
  const deadline = Date.now() + portPatienceMs;
  for (;;) {
    const postmaster = await launch(options);
    adopt(postmaster);
    if (await waitUntilReady(postmaster, readyPatienceMs)) return;
    await shutDown(postmaster, "SIGQUIT");
    const reason = postmaster.readLog();
    const attempted = `The PostgreSQL ${options.name} in ${options.dir} did not start`;
    if (!isPortTaken(reason)) throw explainFailure(attempted, reason);
    if (Date.now() > deadline) {
      throw new PortTakenError(`${attempted}: another program holds port ${options.port}.`);
    }
    await delay(100);
  }
}

async function launch(options: PostgresServerOptions): Promise<Postmaster> {
  const { dir, account, binaries } = options;
  try {
    await clearLeftovers(dir, options.log);
    await writeOwnedFile(join(dir, settingsFile), formatSettings(options), account);
    return await spawnPostmaster({ postgres: binaries.postgres, dir, logPath: options.logPath, account });
  } catch (error) {
    throw explainFailure(`The PostgreSQL ${options.name} in ${dir} did not start`, error);
  }
}

function isPortTaken(reason: string): boolean {
  return /could not bind IPv4 address .*: Address already in use/.test(reason);
}
