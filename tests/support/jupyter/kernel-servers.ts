import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { JupyterSettings } from "#app/adapters/jupyter/jupyter-settings.ts";
import { startEmbeddedPython } from "#embedded/python/embedded-python.ts";
import { isInstalled } from "../is-installed.ts";
import { findFreePort } from "./free-port.ts";

export interface RunningKernelServer {
  settings: JupyterSettings;
  /** Of the server's process, where it is one of its own. */
  pid: number | undefined;
  stop(): Promise<void>;
}

export interface KernelServer {
  name: string;
  isThere: boolean;
  /** Has numpy and the like, and files on a disk. */
  isReal: boolean;
  start(): Promise<RunningKernelServer>;
}

const sandboxDir = join(import.meta.dirname, "../../../embedded/python/sandbox");
const cacheDir = join(import.meta.dirname, "../../../.cache/python");
/** Where .ci/run puts what pip installs. */
const venvDir = process.env["TEST_JUPYTER_VENV"] ?? join(import.meta.dirname, "../../../.cache/jupyter");
const startTimeoutMs = 60_000;

/** All servers that kernels may run on: the contract is the same for each. */
export const kernelServers: readonly KernelServer[] = [
  {
    name: "the embedded gateway",
    isThere: true,
    isReal: false,
    async start() {
      const gateway = await startEmbeddedPython({ sandboxDir, cacheDir, log: () => undefined });
      return { settings: gateway, pid: undefined, stop: () => gateway.close() };
    },
  },
  jupyter("Jupyter Server", "jupyter-server", ["/usr/bin/jupyter-server"], (port) => [
    ...["--ip=127.0.0.1", `--port=${port}`, "--allow-root", "--no-browser"],
    "--ServerApp.shutdown_no_activity_timeout=600",
  ]),
  jupyter(
    "Enterprise Gateway",
    "jupyter-enterprisegateway",
    [join(venvDir, "bin/jupyter-enterprisegateway")],
    (port) => ["--ip=127.0.0.1", `--port=${port}`],
  ),
];

function jupyter(
  name: string,
  program: string,
  paths: readonly string[],
  args: (port: number) => string[],
): KernelServer {
  const path = paths.find((candidate) => existsSync(candidate));
  return {
    name,
    isThere: isInstalled(path !== undefined, `${program} (${paths.join(", ")})`),
    isReal: true,
    async start() {
      if (path === undefined) throw new Error(`${program} is missing.`);
      const port = await findFreePort();
      const token = randomUUID();
      const home = await mkdtemp(join(tmpdir(), "jupyter-"));
      const child = spawn(path, args(port), {
        cwd: home,
        stdio: "ignore",
        detached: true,
        env: {
          PATH: process.env["PATH"],
          HOME: home,
          JUPYTER_TOKEN: token,
          EG_AUTH_TOKEN: token,
          EG_PROHIBITED_UIDS: "",
          EG_UNAUTHORIZED_USERS: "",
          NODE_ENV: "test",
        },
      });
      const url = `http://127.0.0.1:${port}`;
      await waitUntilUp(url, token, child);
      return {
        settings: { url, token, kernelName: "python3" },
        pid: child.pid,
        async stop() {
          const exited =
            child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
          // Its kernels are in its process group.
          if (exited && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
          await exited;
          await rm(home, { recursive: true, force: true, maxRetries: 5 });
        },
      };
    },
  };
}

async function waitUntilUp(url: string, token: string, child: { exitCode: number | null }): Promise<void> {
  for (const giveUpAt = Date.now() + startTimeoutMs; Date.now() < giveUpAt; await sleep(100)) {
    if (child.exitCode !== null) throw new Error(`The server ended with code ${child.exitCode}.`);
    const response = await fetch(`${url}/api/kernelspecs`, {
      headers: { authorization: `token ${token}` },
    }).catch(() => undefined);
    if (response?.ok) return;
  }
  throw new Error(`${url} did not come up.`);
}
