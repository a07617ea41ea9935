import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { GenericContainer, Wait, type ContainerRuntimeClient } from "testcontainers";
import type { Cluster, PostgresServer } from "#embedded/postgres/cluster.ts";
import { pickFreePort } from "#embedded/postgres/free-ports.ts";
import {
  databaseName,
  formatSettings,
  replicationSlot,
  superuser,
} from "#embedded/postgres/server-settings.ts";
import { requireEngine, runLabel } from "./container-engine.ts";
import { createContainerServer } from "./container-server.ts";

export interface ContainerClusterOptions {
  image: string;
  /** Everything that is made here is removed with this run. */
  run: string;
  settings: Record<string, string>;
}

export interface ContainerCluster extends Cluster {
  standbyUrl: string;
  standby: PostgresServer;
  /** Takes the standby off the network on which it reaches the primary; its clients still reach it. */
  cutReplication(): Promise<void>;
  mendReplication(): Promise<void>;
}

const dataDir = "/var/lib/postgresql/chatbot";
const primaryHost = "replication-primary";
const serverPort = 5432;
const streamingPatienceMs = 60_000;
/**
 * A network's names are known a moment before its interface is up. What connects in that moment goes out by the other
 * network, gets no answer for two minutes, and has to begin again.
 */
const connectPatienceSeconds = 2;

/** A primary and its streaming standby in two containers of one image, which speak over a network of their own. */
export async function startContainerCluster(options: ContainerClusterOptions): Promise<ContainerCluster> {
  const engine = await requireEngine(options.image);
  // The clients come by one network and the log by the other, so that each can be cut alone. The engine gives a
  // container's ports to the network whose name is first.
  const id = randomBytes(6).toString("hex");
  const clients = await createNetwork(engine, `chatbot-${id}-clients`, options.run);
  const replication = await createNetwork(engine, `chatbot-${id}-replication`, options.run);
  const password = randomBytes(12).toString("hex");
  const launch = { ...options, engine, password, network: clients.id };

  const primary = await launchServer("primary", launch);
  await replication.connect({ Container: primary.id, EndpointConfig: { Aliases: [primaryHost] } });
  await primary.server.start();
  await prepare(primary.urlOf("postgres"));
  const standby = await launchServer("standby", launch);
  const mendReplication = () => replication.connect({ Container: standby.id });
  await mendReplication();
  await standby.server.start();
  await waitForStream(primary.urlOf("postgres"));

  return {
    primary: primary.server,
    standby: standby.server,
    primaryUrl: primary.urlOf(databaseName),
    standbyUrl: standby.urlOf(databaseName),
    cutReplication: () => replication.disconnect({ Container: standby.id, Force: true }),
    mendReplication,
    async stop() {
      await standby.remove();
      await primary.remove();
      await clients.remove();
      await replication.remove();
    },
  };
}

function createNetwork(engine: ContainerRuntimeClient, name: string, run: string) {
  return engine.network.create({ Name: name, Labels: { [runLabel]: run } });
}

interface Launch extends ContainerClusterOptions {
  engine: ContainerRuntimeClient;
  /** The id of the network that it starts in. */
  network: string;
  password: string;
}

async function launchServer(name: PostgresServer["name"], launch: Launch) {
  const { engine, image, run, network, password } = launch;
  const port = await pickFreePort();
  const started = await new GenericContainer(image)
    .withLabels({ [runLabel]: run })
    .withNetworkMode(network)
    .withExposedPorts({ container: serverPort, host: port })
    .withUser("postgres")
    .withEntrypoint(["bash", "-c"])
    .withCommand([await readFile(new URL("server-script.sh", import.meta.url), "utf8")])
    .withEnvironment({
      SERVER: name,
      SETTINGS: settingsOf(name, launch),
      PGDATA: dataDir,
      PGUSER: superuser,
      PGPASSWORD: password,
      PRIMARY_HOST: primaryHost,
      SLOT: replicationSlot,
      // A name that is cut off with its network is given up at once, and not after ten seconds.
      RES_OPTIONS: "timeout:1 attempts:1",
      PGCONNECT_TIMEOUT: String(connectPatienceSeconds),
    })
    // It is ready only when its networks are connected.
    .withWaitStrategy(Wait.forLogMessage("The container begins."))
    .start();
  const id = started.getId();
  const container = engine.container.getById(id);
  const urlOf = (database: string) =>
    `postgres://${superuser}:${password}@${started.getHost()}:${port}/${database}`;
  return {
    id,
    urlOf,
    server: createContainerServer({ name, container, port, dataDir, url: urlOf("postgres") }),
    remove: () => container.remove({ force: true, v: true }),
  };
}

function settingsOf(name: PostgresServer["name"], { settings, password }: Launch): string {
  const extraSettings = {
    listen_addresses: "*",
    ...(name === "standby" && {
      primary_conninfo: `host=${primaryHost} user=${superuser} password=${password} application_name=${replicationSlot} tcp_user_timeout=${connectPatienceSeconds * 1_000}`,
      primary_slot_name: replicationSlot,
    }),
    ...settings,
  };
  return formatSettings({ dir: dataDir, port: serverPort, extraSettings, primaryAddress: undefined });
}

async function prepare(url: string): Promise<void> {
  await withConnection(url, async (sql) => {
    await sql`create database ${sql(databaseName)}`;
    await sql`select pg_create_physical_replication_slot(${replicationSlot}, true)`;
  });
}

async function waitForStream(url: string): Promise<void> {
  await withConnection(url, async (sql) => {
    const deadline = Date.now() + streamingPatienceMs;
    for (;;) {
      const [receiver] = await sql`select 1 from pg_stat_replication where state = 'streaming'`;
      if (receiver) return;
      if (Date.now() > deadline)
        throw new Error("The standby's container does not receive the primary's log");
      await sleep(50);
    }
  });
}

async function withConnection(url: string, work: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await work(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
