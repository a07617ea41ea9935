import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";

const program = fileURLToPath(new URL("../../build/main.js", import.meta.url));

/** A server that takes connections and never says a word, as a database behind a cut network does. */
async function startSilentServer() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, connected: once(server, "connection") };
}

describe("a start that waits for its database", () => {
  // Waited to its end the start fails, with another exit code.
  it.each(["SIGTERM", "SIGINT"] as const)("ends on %s, without waiting on", async (signal) => {
    const database = await startSilentServer();
    const child = spawn(process.execPath, [program], {
      env: {
        PATH: process.env["PATH"],
        NODE_ENV: "production",
        HOST: "127.0.0.1",
        PORT: "0",
        POSTGRES_PRIMARY_URL: `postgres://chatbot@127.0.0.1:${database.port}/chatbot?connect_timeout=40`,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    await database.connected;
    child.kill(signal);
    expect(await once(child, "exit")).toEqual([0, null]);
  });
});
