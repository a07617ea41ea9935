import { once } from "node:events";
import { createServer } from "node:net";
import { PortTakenError, type PostgresServer } from "./postgres-server.ts";

/** A port of the loopback interface that nobody listens on at this moment. */
export async function pickFreePort(): Promise<number> {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  await new Promise((resolve) => listener.close(resolve));
  if (address === null || typeof address === "string") throw new Error("A TCP listener has no port");
  return address.port;
}

/**
 * Starts a server on a free port. When another program takes the port between choosing and binding it,
 * another one is chosen.
 */
export async function startOnFreePort(
  create: (port: number) => PostgresServer,
  start: (server: PostgresServer) => Promise<void>,
  pickPort: () => Promise<number> = pickFreePort,
): Promise<PostgresServer> {
  for (let attemptsLeft = 4; ; attemptsLeft -= 1) {
    const server = create(await pickPort());
    try {
      await start(server);
      return server;
    } catch (error) {
      await server.stop("immediate");
      if (!(error instanceof PortTakenError) || attemptsLeft === 0) throw error;
    }
  }
}
