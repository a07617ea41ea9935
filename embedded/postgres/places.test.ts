import { execFile, execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { cacheBinaries } from "./binaries-cache.ts";
import { findBinaries } from "./binaries.ts";
import { makeDataDir, readNotes, startTestCluster, writeNote } from "./cluster-fixture.ts";
import { prepareDataRoot } from "./data-root.ts";
import { findServerAccount, namedAccount } from "./server-account.ts";

const isRoot = process.geteuid?.() === 0;
if (!isRoot) console.log("Skipped: the tests of a start as root. Run the tests as root to include them.");
const account = findServerAccount("/nonexistent");

function makeDirectory(mode: number): string {
  const dir = mkdtempSync(join(tmpdir(), "chatbot-place-"));
  chmodSync(dir, mode);
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

describe.runIf(isRoot)("a start as root", () => {
  it("puts the data where its account can reach them, and leaves private directories private", async () => {
    const home = makeDirectory(0o700);
    const messages: string[] = [];
    const cluster = await startTestCluster(join(home, "data"), messages);
    const root = dirname(cluster.primary.dataDir);
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    await writeNote(cluster, "reached");
    await expect.poll(() => readNotes(cluster.standbyUrl)).toEqual(["reached"]);
    expect(root).toMatch(/^\/var\/lib\/chatbot\//);
    expect(messages[0]).toContain(root);
    expect(statSync(home).mode & 0o777).toBe(0o700);
    await cluster.stop();
    expect(prepareDataRoot(join(home, "data"), () => undefined).path).toBe(root);
  });

  it("lets no other program of nobody's read the password or the data", async () => {
    const cluster = await startTestCluster(makeDataDir());
    const root = dirname(cluster.primary.dataDir);
    const nobody = namedAccount();
    for (const path of ["password", "primary/PG_VERSION", "standby/chatbot.conf", "standby/PG_VERSION"]) {
      const read = () =>
        execFileSync("/bin/cat", [join(root, path)], { ...nobody, stdio: ["ignore", "pipe", "pipe"] });
      expect(existsSync(join(root, path)), path).toBe(true);
      expect(read, path).toThrow("Permission denied");
    }
    expect(findServerAccount(cluster.primary.dataDir)?.uid).not.toBe(nobody.uid);
  });

  it("makes reachable directories under a strict umask", () => {
    const place = makeDirectory(0o755);
    const umask = process.umask(0o077);
    onTestFinished(() => void process.umask(umask));
    expect(prepareDataRoot(join(place, "one/two"), () => undefined).path).toBe(join(place, "one/two"));
  });

  it("keeps the account that owns existing data", () => {
    const primaryDir = makeDirectory(0o700);
    const other = Number(execFileSync("id", ["-u", "daemon"], { encoding: "utf8" }));
    execFileSync("chown", [String(other), primaryDir]);
    expect(findServerAccount(primaryDir)?.uid).toBe(other);
  });
});

describe("a data directory that cannot be used", () => {
  it("is refused with its name, the reason and a remedy", async () => {
    const place = makeDirectory(0o555);
    const script = fileURLToPath(new URL("run-cluster-fixture.ts", import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--import",
      "tsx",
      script,
      join(place, "data"),
      ...(account ? [String(account.uid)] : []),
    ]);
    const { error } = JSON.parse(stdout) as { error: string };
    expect(error).toMatch(/The data directory .*data cannot be used: EACCES[^]*set DATA_DIR to a directory/);
  });

  it("is refused when it is a file", async () => {
    await expect(startTestCluster("/etc/passwd")).rejects.toThrow(
      /data directory \/etc\/passwd cannot be used/,
    );
  });
});

describe("programs that cannot be run in their place", () => {
  it("are copied whole, with the links that npm's script had not made", async () => {
    const { postgres } = await findBinaries(account, () => undefined);
    const packageDir = join(makeDirectory(0o700), "package");
    cpSync(join(dirname(postgres), "../.."), packageDir, { recursive: true, verbatimSymlinks: true });
    const libDir = join(packageDir, "native/lib");
    const links = readdirSync(libDir).filter((name) => lstatSync(join(libDir, name)).isSymbolicLink());
    for (const link of links) rmSync(join(libDir, link));
    const cacheDir = join(makeDirectory(0o755), "cache");
    const messages: string[] = [];
    const request = {
      packageDir,
      cacheDirs: [join("/dev/null", "cache"), cacheDir],
      log: (message: string) => messages.push(message),
      isUsable: (nativeDir: string) => runs(join(nativeDir, "bin/postgres")),
    };
    expect(await cacheBinaries(request)).toBe(join(cacheDir, "native"));
    expect(links.every((link) => existsSync(join(cacheDir, "native/lib", link)))).toBe(true);
    messages.length = 0;
    expect(await cacheBinaries({ ...request, cacheDirs: [cacheDir] })).toBe(join(cacheDir, "native"));
    expect(messages, "a complete copy is used again").toEqual([]);
  });

  it("are never taken from a copy that somebody else may have written", async () => {
    const { postgres } = await findBinaries(account, () => undefined);
    const packageDir = join(dirname(postgres), "../..");
    const cacheDir = join(makeDirectory(0o755), "cache");
    cpSync(packageDir, cacheDir, { recursive: true, verbatimSymlinks: true });
    chmodSync(cacheDir, 0o777);
    const messages: string[] = [];
    await cacheBinaries({
      packageDir,
      cacheDirs: [cacheDir],
      log: (message) => messages.push(message),
      isUsable: (nativeDir) => runs(join(nativeDir, "bin/postgres")),
    });
    expect([messages, statSync(cacheDir).mode & 0o777]).toEqual([
      [expect.stringContaining("Copying")],
      0o755,
    ]);
  });

  function runs(program: string): boolean {
    try {
      execFileSync(program, ["--version"], { ...account, cwd: "/", stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  }
});
