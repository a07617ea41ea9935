import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "./load-config.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "config test "));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

describe("loadConfig", () => {
  it("works without a .env file and makes DATA_DIR absolute", () => {
    expect(loadConfig(root, {}).dataDir).toBe(path.join(root, ".data"));
    expect(loadConfig(root, { DATA_DIR: "/var/lib/chat" }).dataDir).toBe("/var/lib/chat");
  });

  it("reads .env, and the process's environment wins, even when empty there", () => {
    writeFileSync(
      path.join(root, ".env"),
      "PORT=4000\nAPP_NAME=From file\nDEFAULT_USER_ID=file\nllm__model=file\n",
    );
    const config = loadConfig(root, { PORT: "5000", DEFAULT_USER_ID: "", LLM__MODEL: "outside" });
    expect(config).toMatchObject({ port: 5000, app: { name: "From file" }, llm: [{ model: "outside" }] });
    expect(config.identity.defaultUserId).toBeUndefined();
  });

  it("tells which line of .env is malformed", () => {
    writeFileSync(path.join(root, ".env"), "PORT=4000\nsecret words\n");
    expect(() => loadConfig(root, {})).toThrow(
      `${path.join(root, ".env")}: line 2 is neither KEY=value nor a comment. Example: PORT=3000`,
    );
    expect(() => loadConfig(root, {})).not.toThrow("secret");
  });

  it("refuses a .env that is a directory or not UTF-8", () => {
    mkdirSync(path.join(root, ".env"));
    expect(() => loadConfig(root, {})).toThrow("cannot be read (EISDIR)");
    rmSync(path.join(root, ".env"), { recursive: true });
    writeFileSync(path.join(root, ".env"), Buffer.from([0x41, 0x3d, 0xff]));
    expect(() => loadConfig(root, {})).toThrow("is not UTF-8 text");
  });
});
