import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import type { ContainerRuntimeClient } from "testcontainers";
import type { PostgresServer } from "#embedded/postgres/cluster.ts";

type Container = ReturnType<ContainerRuntimeClient["container"]["getById"]>;

interface ContainerServerOptions {
  name: PostgresServer["name"];
  container: Container;
  /** On this machine; fixed, so that addresses outlive a restart. */
  port: number;
  dataDir: string;
  url: string;
}

const readyPatienceMs = 60_000;
const stopSignals = { fast: "SIGINT", immediate: "SIGQUIT" };

/** A PostgreSQL server whose postmaster is the first process of a container. */
export function createContainerServer(options: ContainerServerOptions): PostgresServer {
  const { name, container, port, dataDir, url } = options;
  /** What was asked of the container, one after the other: the engine answers later than `kill` returns. */
  let done: Promise<unknown> = Promise.resolve();

  function then<T>(work: () => Promise<T>): Promise<T> {
    const result = done.then(work);
    done = result.catch(() => undefined);
    return result;
  }

  async function signal(signalName: string): Promise<void> {
    const { State } = await container.inspect();
    if (signalName === "SIGSTOP") {
      if (State.Running && !State.Paused) await container.pause();
    } else if (signalName === "SIGCONT") {
      if (State.Paused) await container.unpause();
    } else if (State.Running) await container.kill({ signal: signalName });
  }

  return {
    name,
    port,
    dataDir,
    // It is one of the container's own namespace.
    pid: undefined,
    crashed: false,
    start: () =>
      then(async () => {
        await signal("SIGCONT");
        const { State } = await container.inspect();
        if (!State.Running) await container.start();
        await waitUntilReady(url);
      }),
    stop: (mode = "fast") =>
      then(async () => {
        await signal("SIGCONT");
        await signal(stopSignals[mode]);
        await container.wait();
      }),
    kill(signalName) {
      // A container that cannot be signalled any more is found by whoever waits for the effect.
      then(() => signal(signalName)).catch(() => undefined);
    },
    exited: () => then(() => container.wait()),
  };
}

async function waitUntilReady(url: string): Promise<void> {
  const deadline = Date.now() + readyPatienceMs;
  for (;;) {
    const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => undefined });
    try {
      await sql`select 1`;
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    } finally {
      await sql.end({ timeout: 1 });
    }
    await sleep(100);
  }
}
