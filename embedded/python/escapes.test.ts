import { randomUUID } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasEmbeddedPython } from "./embedded-python.ts";
import { createLauncher } from "./process/launcher.ts";
import { listEscapes } from "./testing/escapes.ts";
import { startTestKernel, type TestKernel } from "./testing/test-kernel.ts";

const sandboxDir = join(import.meta.dirname, "sandbox");
const secret = `secret-${randomUUID()}`;
const hostDir = mkdtempSync(join(tmpdir(), "escape-host-"));
const secretPath = join(hostDir, "secret.txt");
let visitors = 0;
const server = createServer((socket) => {
  visitors += 1;
  socket.destroy();
});

describe.skipIf(!hasEmbeddedPython(sandboxDir))("code in the embedded Python", () => {
  let kernel: TestKernel;
  let port = 0;

  beforeAll(async () => {
    process.env["ESCAPE_SECRET"] = secret;
    writeFileSync(secretPath, secret);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    port = typeof address === "object" && address !== null ? address.port : 0;
    kernel = await startTestKernel();
  }, 120_000);
  afterAll(async () => {
    delete process.env["ESCAPE_SECRET"];
    await kernel.close();
    server.close();
    rmSync(hostDir, { recursive: true });
  });

  it("reaches no file, no process and no network of the host", async () => {
    const markerPath = join(hostDir, "marker");
    const escapes = listEscapes({ secretPath, markerPath, port, pid: process.pid });
    expect(escapes.length).toBeGreaterThan(82);
    for (const code of escapes) {
      const told = await kernel.run(`${code}\n`, 20_000);
      expect(told, code).not.toContain(secret);
      expect(told, code).not.toMatch(/root:x:0|PATH=.*\/bin|node_modules|\/home\/|SIGKILL/);
      expect(existsSync(markerPath), code).toBe(false);
      expect(visitors, code).toBe(0);
      // Whatever was tried, the kernel tells the truth to the next run.
      expect(await kernel.run("print(6 * 7)", 30_000), code).toContain("42\n");
    }
    expect(readdirSync(hostDir)).toEqual(["secret.txt"]);
  }, 600_000);

  it("lets JavaScript that got free do nothing either", async () => {
    // A folder of its own within the checkout, so that Pyodide is found from it.
    mkdirSync(join(import.meta.dirname, "../../.cache"), { recursive: true });
    const dir = mkdtempSync(join(import.meta.dirname, "../../.cache/free-javascript-"));
    chmodSync(dir, 0o755);
    const markerPath = join(hostDir, "marker");
    try {
      copyFileSync(join(sandboxDir, "closing.mjs"), join(dir, "closing.mjs"));
      copyFileSync(join(import.meta.dirname, "testing/free-javascript.mjs"), join(dir, "kernel.mjs"));
      writeFileSync(
        join(dir, "targets.json"),
        JSON.stringify({ secretPath, markerPath, port, pid: process.pid }),
      );
      const launcher = await createLauncher(dir);
      const child = launcher.launch("cold", ["ignore", "ignore", "pipe", "ignore", "pipe"]);
      const told: Buffer[] = [];
      child.stdio[4]?.on("data", (bytes: Buffer) => told.push(bytes));
      child.stderr?.on("data", (bytes: Buffer) => told.push(bytes));
      await once(child, "close");
      const { tried, reached } = JSON.parse(Buffer.concat(told).toString()) as {
        tried: number;
        reached: string[];
      };
      expect(tried).toBeGreaterThan(50);
      expect(reached).toEqual([]);
      expect(visitors).toBe(0);
      expect(existsSync(markerPath)).toBe(false);
    } finally {
      rmSync(dir, { recursive: true });
    }
  }, 120_000);
});
