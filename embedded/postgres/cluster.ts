import { isAbsolute, join } from "node:path";
import postgres from "postgres";
import { findBinaries, findInstalledBinaries, type PostgresBinaries } from "./binaries.ts";
import { lockDataRoot } from "./data-root-lock.ts";
import { prepareDataRoot, type DataRoot } from "./data-root.ts";
import { explainFailure } from "./embedded-postgres-error.ts";
import { startOnFreePort } from "./free-ports.ts";
import { initPrimary } from "./init-primary.ts";
import { requirePlatform } from "./platform.ts";
import { createPostgresServer, type PostgresServer } from "./postgres-server.ts";
import { restartCrashed } from "./restart-crashed.ts";
import { databaseName, formatDatabaseUrl, type ServerName } from "./server-settings.ts";
import { startStandby } from "./standby.ts";

export type { PostgresServer } from "./postgres-server.ts";

export interface ClusterOptions {
  /** Absolute. Made when missing; holds both servers' data, their logs and the generated password. */
  dataDir: string;
  /** Takes progress and warnings: whole sentences, no secrets. */
  log: (message: string) => void;
  /** Default true. */
  standby?: boolean;
  /** PostgreSQL settings for both servers, over the built-in ones. */
  settings?: Record<string, string>;
  /** The `bin` directory of another PostgreSQL, 15 or newer, in place of the packaged one. */
  programsDir?: string;
}

export interface Cluster {
  /** With the password: never for a log. */
  readonly primaryUrl: string;
  readonly standbyUrl: string | undefined;
  readonly primary: PostgresServer;
  readonly standby: PostgresServer | undefined;
  /** Stops the standby, then the primary. */
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL primary and its streaming standby on the loopback interface, from the programs that npm
 * installed, and makes their data where there are none. What an earlier, killed run left behind is recovered.
 * A server that ends unasked is started again. When this process ends in whatever way, the servers end too.
 * @throws EmbeddedPostgresError with a text for the person who starts the program
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  if (!isAbsolute(options.dataDir))
    throw new Error(`The data directory must be absolute: ${options.dataDir}`);
  // Before anything is made on the disk.
  if (options.programsDir === undefined) requirePlatform();
  try {
    const root = prepareDataRoot(options.dataDir, options.log);
    const lock = lockDataRoot(root.path);
    try {
      return await startServers(root, options, () => lock.release());
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (error) {
    throw explainFailure(`The embedded PostgreSQL in ${options.dataDir} could not start`, error);
  }
}

interface ServerContext {
  root: DataRoot;
  binaries: PostgresBinaries;
  password: string;
  options: ClusterOptions;
}

async function startServers(root: DataRoot, options: ClusterOptions, release: () => void): Promise<Cluster> {
  const binaries = options.programsDir
    ? findInstalledBinaries(options.programsDir)
    : await findBinaries(root.account, options.log);
  const password = await initPrimary(root, binaries, options);
  const context = { root, binaries, password, options };
  const primary = await startOnFreePort(
    (port) => describeServer("primary", port, context),
    (server) => server.start(),
  );
  const backup = {
    primaryUrl: formatDatabaseUrl(primary.port, password, "postgres"),
    primaryDir: primary.dataDir,
    standbyDir: join(root.path, "standby"),
    account: root.account,
  };
  const restartStandby = (server: PostgresServer) => startStandby(server, backup, options.log);
  try {
    await createDatabase(backup.primaryUrl);
    const standby =
      options.standby === false
        ? undefined
        : await startOnFreePort(
            (port) => describeServer("standby", port, context, primary.port),
            restartStandby,
          );
    return superviseCluster({ primary, standby, restartStandby, password, log: options.log, release });
  } catch (error) {
    await primary.stop();
    throw error;
  }
}

function describeServer(
  name: ServerName,
  port: number,
  { root, binaries, password, options }: ServerContext,
  primaryPort?: number,
): PostgresServer {
  return createPostgresServer({
    name,
    port,
    dir: join(root.path, name),
    logPath: join(root.path, `${name}.log`),
    binaries,
    account: root.account,
    extraSettings: options.settings ?? {},
    primaryAddress: primaryPort === undefined ? undefined : { port: primaryPort, password },
    log: options.log,
  });
}

interface Supervision {
  primary: PostgresServer;
  standby: PostgresServer | undefined;
  restartStandby: (standby: PostgresServer) => Promise<void>;
  password: string;
  log: (message: string) => void;
  release: () => void;
}

function superviseCluster({
  primary,
  standby,
  restartStandby,
  password,
  log,
  release,
}: Supervision): Cluster {
  const ending = new AbortController();
  const watches = [restartCrashed(primary, () => primary.start(), log, ending.signal)];
  if (standby) watches.push(restartCrashed(standby, () => restartStandby(standby), log, ending.signal));

  async function stopServers(): Promise<void> {
    await standby?.stop();
    await primary.stop();
  }

  return {
    primary,
    standby,
    primaryUrl: formatDatabaseUrl(primary.port, password),
    standbyUrl: standby && formatDatabaseUrl(standby.port, password),
    async stop() {
      ending.abort();
      await stopServers();
      await Promise.all(watches);
      // A restart that was already under way may have brought a server up after it was stopped.
      await stopServers();
      release();
    },
  };
}

async function createDatabase(maintenanceUrl: string): Promise<void> {
  const sql = postgres(maintenanceUrl, { max: 1, onnotice: () => undefined });
  try {
    const [existing] = await sql`select 1 from pg_database where datname = ${databaseName}`;
    if (!existing) await sql`create database ${sql(databaseName)}`;
  } finally {
    await sql.end({ timeout: 5 });
  }
}
