import net from "node:net";
import { readConnectionOptions } from "../connection-options.ts";

/** PostgreSQL's message that asks for TLS: its length, then its number. */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
const answerMs = 2_000;

/**
 * The error that a connection failed with, or in its place that the server speaks no TLS: the driver goes on to speak
 * it after a no, and what comes of that does not tell.
 */
export async function asTlsRefusal(error: unknown, url: string): Promise<unknown> {
  if (error instanceof Error && "code" in error && error.code === "UNREADABLE_FILE") return error;
  const { ssl, sslnegotiation, host, port } = readConnectionOptions(url);
  if (ssl === false || ssl === "prefer" || sslnegotiation === "direct") return error;
  const answers = await Promise.all(host.map((name, index) => askForTls(name, port[index] ?? 0)));
  return answers.includes("N")
    ? Object.assign(new Error("it answers N to the request for TLS"), { code: "TLS_REFUSED" })
    : error;
}

/** `S` for yes, `N` for no; `undefined` where no answer comes. */
function askForTls(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = net.connect({ host, port });
    const end = (answer?: string) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(answerMs, () => end());
    socket.once("connect", () => socket.write(sslRequest));
    socket.once("data", (data) => end(String.fromCharCode(data[0] ?? 0)));
    socket.once("error", () => end());
    socket.once("close", () => end());
  });
}
