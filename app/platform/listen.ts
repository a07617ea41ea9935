import { once } from "node:events";
import type { Server } from "node:http";
import { ConfigError } from "./config/config-error.ts";
import { variableProblem } from "./config/variable.ts";
import { variables } from "./config/variables/variables.ts";

interface ListenAddress {
  host: string;
  port: number;
  /** Which variable gave the port. */
  portVariable: "port" | "metricsPort";
}

/**
 * Listens, and gives the port, which is another one for port 0.
 * @throws ConfigError that names the variable to change
 */
export async function listen(server: Server, address: ListenAddress): Promise<number> {
  server.listen(address.port, address.host);
  try {
    await once(server, "listening");
  } catch (error) {
    throw explainListenError(error, address);
  }
  const bound = server.address();
  return typeof bound === "object" && bound !== null ? bound.port : 0;
}

function explainListenError(error: unknown, { host, port, portVariable }: ListenAddress): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const aboutPort = (reason: string) => new ConfigError([variableProblem(variables[portVariable], reason)]);
  const aboutHost = (reason: string) => new ConfigError([variableProblem(variables.host, reason)]);
  switch (code) {
    case "EADDRINUSE":
      return aboutPort(
        `${port} is in use by another program; stop that one, or set a free port (0 takes any)`,
      );
    case "EACCES":
      return aboutPort(`${port} may not be used by this account; set a port from 1024 up`);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return aboutHost(
        `${host} is no address of this machine (${code}); set one that it has, or 0.0.0.0 for all`,
      );
    case "EAFNOSUPPORT":
      return aboutHost(
        `${host} is of a kind that this machine has switched off (${code}); set an IPv4 address`,
      );
    default:
      return error;
  }
}
