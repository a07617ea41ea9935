import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { lockDataRoot } from "./data-root-lock.ts";
import { findProcess } from "./process-table.ts";

function makeDirectory(): string {
  const dir = mkdtempSync(join(tmpdir(), "chatbot-lock-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

it("is held by one at a time and leaves nothing behind", () => {
  const dir = makeDirectory();
  const lock = lockDataRoot(dir);
  expect(() => lockDataRoot(dir)).toThrow(`${dir} is already in use by process ${process.pid}`);
  lock.release();
  lockDataRoot(dir).release();
  expect(readdirSync(dir)).toEqual([]);
});

it.each([
  ["its process has ended", `${2 ** 22 - 3}\n1 x\n`],
  ["its process id belongs to a younger process now", `${process.pid}\n1 x\n`],
  ["it is damaged", ""],
])("does not count when %s", (_case, content) => {
  const dir = makeDirectory();
  writeFileSync(join(dir, "lock"), content);
  lockDataRoot(dir).release();
});

it("is not released by a holder that lost it", () => {
  const dir = makeDirectory();
  const lock = lockDataRoot(dir);
  const parent = findProcess(process.ppid);
  writeFileSync(join(dir, "lock"), `${process.ppid}\n${parent?.startedAt ?? ""}\n`);
  lock.release();
  expect(() => lockDataRoot(dir)).toThrow(`already in use by process ${process.ppid}`);
});
