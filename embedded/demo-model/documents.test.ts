import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readProjectDocuments } from "./documents.ts";

describe("the project's documents", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), "demo documents "));
  });
  afterEach(() => rm(root, { recursive: true }));

  it("are the README and the Markdown files of docs, in a fixed order", async () => {
    await mkdir(path.join(root, "docs", "decisions"), { recursive: true });
    await writeFile(path.join(root, "README.md"), "Words\n\n# The *Chat*\n");
    await writeFile(path.join(root, "docs", "operations.md"), "No heading");
    await writeFile(path.join(root, "docs", "architecture.md"), "# Rooms");
    await writeFile(path.join(root, "docs", "notes.txt"), "# No Markdown");

    expect((await readProjectDocuments(root)).map(({ title }) => title)).toEqual([
      "The *Chat*",
      "Rooms",
      "operations",
    ]);
  });

  it("may be missing", async () => {
    expect(await readProjectDocuments(root)).toEqual([]);
  });
});
