import { spawn } from "node:child_process";
import { readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  killProcess,
  makeDataDir,
  query,
  readNotes,
  spawnClusterProcess,
  startTestCluster,
  writeNote,
} from "./cluster-fixture.ts";
import type { Cluster, PostgresServer } from "./cluster.ts";
import { findProcess, listProcesses } from "./process-table.ts";
import { findServerAccount } from "./server-account.ts";

function requireStandby({ standby }: Cluster): PostgresServer {
  if (!standby) throw new Error("The cluster has no standby");
  return standby;
}

async function expectReplication(cluster: Cluster, earlier: string[]): Promise<void> {
  await writeNote(cluster, "written afterwards");
  const expected = [...earlier, "written afterwards"].sort();
  await expect.poll(() => readNotes(cluster.standbyUrl), { timeout: 10_000 }).toEqual(expected);
}

describe("after kill -9 of a postmaster", () => {
  it.each(["primary", "standby"] as const)("the %s is started again with all it had", async (name) => {
    const cluster = await startTestCluster(makeDataDir());
    await writeNote(cluster, "kept");
    const pid = cluster[name]?.pid ?? 0;
    process.kill(pid, "SIGKILL");
    await expect.poll(() => cluster[name]?.pid, { timeout: 10_000 }).not.toBe(pid);
    await expectReplication(cluster, ["kept"]);
  });

  it("a server that a test killed stays down until it is started", async () => {
    const { primary, primaryUrl } = await startTestCluster(makeDataDir());
    primary.kill("SIGKILL");
    await primary.exited();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(primary.pid).toBeUndefined();
    await primary.start();
    await expect(query(primaryUrl, "select 1 as one")).resolves.toEqual([{ one: 1 }]);
  });
});

describe("after kill -9 of the node process", () => {
  it("the servers end by themselves and the next start has the data", async () => {
    const dataDir = makeDataDir();
    const { child, primaryUrl, primaryPid, standbyPid } = await spawnClusterProcess(dataDir);
    await writeNote({ primaryUrl }, "kept");
    await killProcess(child);
    await expect
      .poll(() => [findProcess(primaryPid), findProcess(standbyPid)], { timeout: 10_000 })
      .toEqual([undefined, undefined]);
    await expectReplication(await startTestCluster(dataDir), ["kept"]);
  });

  it("the next start takes the place of servers that outlived it", async () => {
    const dataDir = makeDataDir();
    const { child, primaryUrl, primaryPid, standbyPid } = await spawnClusterProcess(dataDir);
    await writeNote({ primaryUrl }, "kept");
    // Without the shells that watch over the servers, nothing ends them.
    const watchers = listProcesses().filter(
      ({ parentPid, command }) => parentPid === child.pid && command.startsWith("/bin/sh"),
    );
    for (const { pid } of watchers) process.kill(pid, "SIGKILL");
    await killProcess(child);
    expect([watchers.length, findProcess(primaryPid)?.pid, findProcess(standbyPid)?.pid]).toEqual([
      2,
      primaryPid,
      standbyPid,
    ]);

    const messages: string[] = [];
    const cluster = await startTestCluster(dataDir, messages);
    expect(messages.filter((message) => message.includes("earlier run"))).toHaveLength(2);
    expect([findProcess(primaryPid), findProcess(standbyPid)]).toEqual([undefined, undefined]);
    await expectReplication(cluster, ["kept"]);
  });

  it("and of both postmasters at once, the next start has the data", async () => {
    const dataDir = makeDataDir();
    const { child, primaryUrl, primaryPid, standbyPid } = await spawnClusterProcess(dataDir);
    await writeNote({ primaryUrl }, "kept");
    const killed = killProcess(child);
    for (const pid of [standbyPid, primaryPid]) process.kill(pid, "SIGKILL");
    await killed;
    await expectReplication(await startTestCluster(dataDir), ["kept"]);
  });
});

describe("a postmaster.pid that was left behind", () => {
  it.each([
    ["names another program of the same account", () => spawnSleeper()],
    ["names no process", async () => 2 ** 22 - 3],
  ])("does not hinder the start when it %s", async (_case, choosePid) => {
    const dataDir = makeDataDir();
    const first = await startTestCluster(dataDir);
    await writeNote(first, "kept");
    await first.stop();
    const pid = await choosePid();
    for (const name of ["primary", "standby"]) {
      const content = [pid, join(dataDir, name), 1, 1, "", "127.0.0.1", "", "ready   ", ""].join("\n");
      writeFileSync(join(dataDir, name, "postmaster.pid"), content);
    }
    await expectReplication(await startTestCluster(dataDir), ["kept"]);
  });

  async function spawnSleeper(): Promise<number> {
    const account = findServerAccount("/nonexistent");
    const sleeper = spawn("sleep", ["60"], { ...account, cwd: "/", stdio: "ignore" });
    onTestFinished(() => {
      expect(sleeper.exitCode, "the other program is unharmed").toBeNull();
      sleeper.kill("SIGKILL");
    });
    return sleeper.pid ?? 0;
  }
});

describe("a standby that cannot go on", () => {
  const damages: [string, (dataDir: string, cluster: Cluster) => Promise<void>][] = [
    [
      "lost its replication slot",
      async (_dataDir, cluster) => {
        await requireStandby(cluster).stop();
        await query(cluster.primaryUrl, "select pg_drop_replication_slot('standby')");
      },
    ],
    [
      "lost its control file",
      async (dataDir, cluster) => {
        await requireStandby(cluster).stop();
        truncateSync(join(dataDir, "standby/global/pg_control"), 0);
      },
    ],
    [
      "lost some of its files",
      async (dataDir, cluster) => {
        await requireStandby(cluster).stop();
        for (const file of readdirSync(join(dataDir, "standby/pg_wal"))) {
          rmSync(join(dataDir, "standby/pg_wal", file), { recursive: true });
        }
        rmSync(join(dataDir, "standby/PG_VERSION"));
      },
    ],
    [
      "went its own way after a promotion",
      async (_dataDir, cluster) => {
        await query(cluster.standbyUrl, "select pg_promote()");
        await query(cluster.standbyUrl, "insert into notes values ('only on the promoted one')");
      },
    ],
  ];

  it.each(damages)("is copied from the primary anew when it %s", async (_case, damage) => {
    const dataDir = makeDataDir();
    const first = await startTestCluster(dataDir);
    await writeNote(first, "kept");
    await damage(dataDir, first);
    await first.stop();
    const messages: string[] = [];
    const second = await startTestCluster(dataDir, messages);
    expect(messages).toEqual([expect.stringContaining("Making the standby anew")]);
    await expectReplication(second, ["kept"]);
  });
});

describe("a frozen standby", () => {
  it("answers nothing while it is frozen and goes on afterwards", async () => {
    const cluster = await startTestCluster(makeDataDir());
    const standby = requireStandby(cluster);
    await writeNote(cluster, "kept");
    standby.kill("SIGSTOP");
    const answer = readNotes(cluster.standbyUrl);
    const first = await Promise.race([
      answer,
      new Promise((resolve) => setTimeout(resolve, 500, "nothing yet")),
    ]);
    expect(first).toBe("nothing yet");
    standby.kill("SIGCONT");
    await answer;
    await expectReplication(cluster, ["kept"]);
  });

  it("can be stopped", async () => {
    const standby = requireStandby(await startTestCluster(makeDataDir()));
    standby.kill("SIGSTOP");
    await standby.stop();
    expect(standby.pid).toBeUndefined();
  });
});
