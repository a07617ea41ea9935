import { once } from "node:events";
import { createServer } from "node:http";
import type { ProjectDocument } from "./documents.ts";
import type { DemoLog } from "./model.ts";
import { createLibrary } from "./talk/library.ts";
import { createRequestListener } from "./wire/router.ts";

export { readProjectDocuments, type ProjectDocument } from "./documents.ts";

export interface DemoModelOptions {
  /** 0, the default, lets the system choose a free one. */
  port?: number;
  host?: string;
  /** What the demo model answers from. */
  documents: readonly ProjectDocument[];
  tokensPerSecond?: number;
  log: DemoLog;
}

export interface RunningDemoModel {
  /** Without a slash at the end, for example `http://127.0.0.1:40123`. */
  url: string;
  /** Breaks off running answers and resolves when the port is free. */
  close(): Promise<void>;
}

/**
 * Starts a small server that speaks TGI's HTTP API and says in its first words that it is a demo.
 * The same conversation always gets the same answer. Rejects when the port is taken.
 */
export async function startDemoModel({
  port = 0,
  host = "127.0.0.1",
  documents,
  tokensPerSecond = 50,
  log,
}: DemoModelOptions): Promise<RunningDemoModel> {
  const model = { library: createLibrary(documents), tokensPerSecond, log };
  const server = createServer({ keepAliveTimeout: 65_000 }, createRequestListener(model));
  server.listen(port, host);
  await once(server, "listening");

  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A TCP server has a port.");
  return {
    url: `http://${host}:${address.port}`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
