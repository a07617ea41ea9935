import { once } from "node:events";
import net from "node:net";

export interface PostgresRelay {
  /** The given URL, through the relay. */
  url: string;
  /** Resets every connection, as a failing network does. */
  resetAll(): void;
  close(): Promise<void>;
}

interface RelayOptions {
  /** Any free one without it. */
  port?: number;
  /** A connection whose client sends such bytes is reset. */
  resetOn?: (sent: Buffer) => boolean;
  /** The server gets such bytes, and the connection is reset when its reply is due. */
  resetOnReplyTo?: (sent: Buffer) => boolean;
}

/** A TCP relay before the PostgreSQL server of `url`. */
export async function startPostgresRelay(
  url: string,
  { port: ownPort = 0, ...resets }: RelayOptions = {},
): Promise<PostgresRelay> {
  const { hostname, port } = new URL(url);
  const clients = new Set<net.Socket>();
  const server = net.createServer((client) => {
    clients.add(client);
    relay(client, net.connect(Number(port), hostname), resets);
    client.on("close", () => clients.delete(client));
  });
  server.listen(ownPort, "127.0.0.1");
  await once(server, "listening");
  const resetAll = () => clients.forEach((client) => client.resetAndDestroy());
  return {
    url: withPort(url, server),
    resetAll,
    async close() {
      resetAll();
      server.close();
      await once(server, "close");
    },
  };
}

function relay(
  client: net.Socket,
  upstream: net.Socket,
  { resetOn, resetOnReplyTo }: Pick<RelayOptions, "resetOn" | "resetOnReplyTo">,
) {
  client.on("data", (sent: Buffer) => {
    if (resetOn?.(sent)) {
      client.resetAndDestroy();
      return;
    }
    if (resetOnReplyTo?.(sent)) {
      upstream.unpipe(client);
      upstream.once("data", () => client.resetAndDestroy()).resume();
    }
    upstream.write(sent);
  });
  upstream.pipe(client);
  for (const [one, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    one.on("error", () => other.destroy());
    one.on("close", () => other.destroy());
  }
}

function withPort(url: string, server: net.Server): string {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The relay has no port.");
  const relayed = new URL(url);
  relayed.host = `127.0.0.1:${address.port}`;
  return relayed.href;
}
