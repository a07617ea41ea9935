import { once } from "node:events";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startCluster } from "./cluster.ts";
import {
  makeDataDir,
  query,
  readNotes,
  startTestCluster,
  testSettings,
  writeNote,
} from "./cluster-fixture.ts";
import { startOnFreePort } from "./free-ports.ts";
import { findProcess } from "./process-table.ts";

describe("startCluster", () => {
  it("makes a primary and a standby that follows it, and brings both back on the next start", async () => {
    const dataDir = makeDataDir();
    const first = await startTestCluster(dataDir);
    await writeNote(first, "one");
    await expect.poll(() => readNotes(first.standbyUrl)).toEqual(["one"]);
    await expect(query(first.standbyUrl, "select pg_is_in_recovery() as standby")).resolves.toEqual([
      { standby: true },
    ]);
    const pids = [first.primary.pid, first.standby?.pid];
    await first.stop();
    expect(pids.map((pid) => findProcess(pid ?? 0))).toEqual([undefined, undefined]);

    const second = await startTestCluster(dataDir);
    await writeNote(second, "two");
    await expect.poll(() => readNotes(second.standbyUrl)).toEqual(["one", "two"]);
  });

  it("works in a directory whose name has spaces and quotes", async () => {
    const cluster = await startTestCluster(makeDataDir(`chatbot it's "a" test `));
    await writeNote(cluster, "here");
    await expect.poll(() => readNotes(cluster.standbyUrl)).toEqual(["here"]);
  });

  it("listens on the loopback interface only and keeps the password private", async () => {
    const dataDir = makeDataDir();
    const cluster = await startTestCluster(dataDir);
    const rows = await query(
      cluster.primaryUrl,
      `select current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
         (select string_agg(distinct auth_method, ' ') from pg_hba_file_rules) as methods`,
    );
    expect(rows).toEqual([{ addresses: "127.0.0.1", sockets: "", methods: "scram-sha-256" }]);
    expect(statSync(join(dataDir, "password")).mode & 0o777).toBe(0o600);
    expect(new URL(cluster.primaryUrl).password).toBe(readFileSync(join(dataDir, "password"), "utf8"));
  });

  it("refuses a data directory that another cluster uses and names its process", async () => {
    const dataDir = makeDataDir();
    const cluster = await startTestCluster(dataDir);
    await expect(startTestCluster(dataDir)).rejects.toThrow(`already in use by process ${process.pid}`);
    await writeNote(cluster, "unharmed");
    expect(await readNotes(cluster.primaryUrl)).toEqual(["unharmed"]);
  });

  it("begins anew what a first start left half done", async () => {
    const dataDir = makeDataDir();
    for (const name of ["primary.partial", "standby.partial"]) {
      mkdirSync(join(dataDir, name), { recursive: true });
      writeFileSync(join(dataDir, name, "PG_VERSION"), "18\n");
    }
    const cluster = await startTestCluster(dataDir);
    await writeNote(cluster, "complete");
    await expect.poll(() => readNotes(cluster.standbyUrl)).toEqual(["complete"]);
  });

  it("leaves a directory alone that is not PostgreSQL's", async () => {
    const dataDir = makeDataDir();
    mkdirSync(join(dataDir, "primary"), { recursive: true });
    await expect(startTestCluster(dataDir)).rejects.toThrow(/primary is not a PostgreSQL data directory/);
  });

  it("names both versions when the data are of another major version", async () => {
    const dataDir = makeDataDir();
    mkdirSync(join(dataDir, "primary"), { recursive: true });
    writeFileSync(join(dataDir, "primary/PG_VERSION"), "16\n");
    await expect(startTestCluster(dataDir)).rejects.toThrow(/made by PostgreSQL 16.*brings PostgreSQL 18/);
  });

  it("runs without a standby when none is wanted", async () => {
    const cluster = await startCluster({
      dataDir: makeDataDir(),
      log: () => undefined,
      standby: false,
      settings: testSettings,
    });
    await writeNote(cluster, "alone");
    expect([cluster.standby, cluster.standbyUrl]).toEqual([undefined, undefined]);
    await cluster.stop();
  });

  it("fails with the end of the server's log when a setting is wrong", async () => {
    const start = startCluster({
      dataDir: makeDataDir(),
      log: () => undefined,
      settings: { shared_buffers: "lots" },
    });
    await expect(start).rejects.toThrow(/primary in .* did not start: [^]*shared_buffers/);
  });
});

describe("a port that another program holds", () => {
  async function holdPort(port: number): Promise<Server> {
    const holder = createServer().listen(port, "127.0.0.1");
    onTestFinished(() => void holder.close());
    await once(holder, "listening");
    return holder;
  }

  it("is waited for by a server that had it before", async () => {
    const { primary, primaryUrl } = await startTestCluster(makeDataDir());
    await primary.stop();
    const holder = await holdPort(primary.port);
    const restart = primary.start();
    setTimeout(() => holder.close(), 500);
    await restart;
    await expect(query(primaryUrl, "select 1 as one")).resolves.toEqual([{ one: 1 }]);
  });

  it("makes a new cluster choose another port", async () => {
    const cluster = await startTestCluster(makeDataDir());
    const { primary, standby } = cluster;
    if (!standby) throw new Error("The cluster has no standby");
    await standby.stop();
    await holdPort(standby.port);
    const tried: number[] = [];
    const server = await startOnFreePort(
      (port) => (port === standby.port ? standby : primary),
      (candidate) => {
        tried.push(candidate.port);
        return candidate.start();
      },
      async () => (tried.length === 0 ? standby.port : primary.port),
    );
    expect([server, tried]).toEqual([primary, [standby.port, primary.port]]);
  });
});
