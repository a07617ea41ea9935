import { createHash } from "node:crypto";

export type ServerName = "primary" | "standby";
export type ServerSettings = Readonly<Record<string, string>>;

export const superuser = "chatbot";
export const databaseName = "chatbot";
export const replicationSlot = "standby";

/** Where the standby finds its primary. */
export interface PrimaryAddress {
  port: number;
  password: string;
}

/** The file inside a server's directory that holds our settings; `ALTER SYSTEM` still wins over it. */
export const settingsFile = "chatbot.conf";

/**
 * The name that every process of one server bears in its title, so that the processes which a killed
 * postmaster left behind can be told from all others.
 */
export function clusterNameOf(serverDir: string): string {
  return `chatbot-${createHash("sha256").update(serverDir).digest("hex").slice(0, 12)}`;
}

const sharedSettings: ServerSettings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  timezone: "UTC",
  log_timezone: "UTC",
  max_connections: "200",
  shared_buffers: "128MB",
  synchronous_commit: "on",
  wal_level: "replica",
  max_wal_senders: "10",
  max_replication_slots: "10",
  max_slot_wal_keep_size: "2GB",
  hot_standby: "on",
  hot_standby_feedback: "on",
  max_standby_streaming_delay: "5s",
  wal_receiver_status_interval: "1s",
  wal_retrieve_retry_interval: "500ms",
  // What people wrote must not reach a log: no statements, and none of the details that quote a row.
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
  log_checkpoints: "off",
  log_line_prefix: "%m [%p] ",
};

export interface SettingsRequest {
  dir: string;
  port: number;
  extraSettings: ServerSettings;
  primaryAddress: PrimaryAddress | undefined;
}

/** The text of the settings file of one server. */
export function formatSettings({ dir, port, extraSettings, primaryAddress }: SettingsRequest): string {
  const settings: ServerSettings = {
    ...sharedSettings,
    cluster_name: clusterNameOf(dir),
    port: String(port),
    ...(primaryAddress && {
      primary_conninfo: formatConninfo(primaryAddress),
      primary_slot_name: replicationSlot,
    }),
    ...extraSettings,
  };
  const lines = Object.entries(settings).map(([key, value]) => `${key} = '${value.replaceAll("'", "''")}'`);
  return `# Written anew at every start.\n${lines.join("\n")}\n`;
}

function formatConninfo({ port, password }: PrimaryAddress): string {
  return `host=127.0.0.1 port=${port} user=${superuser} password=${password} application_name=${replicationSlot}`;
}

/** The address of a database for clients. */
export function formatDatabaseUrl(port: number, password: string, database = databaseName): string {
  return `postgres://${superuser}:${password}@127.0.0.1:${port}/${database}`;
}
