import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/** A Markdown file that the demo model may quote. */
export interface ProjectDocument {
  /** Its first heading, else its file name. */
  title: string;
  text: string;
}

/** Reads README.md and docs/*.md below the project's root; what is not there is left out. */
export async function readProjectDocuments(projectRoot: string): Promise<ProjectDocument[]> {
  const docsFolder = path.join(projectRoot, "docs");
  const names = (await unlessMissing(readdir(docsFolder))) ?? [];
  const files = [
    path.join(projectRoot, "README.md"),
    ...names
      .filter((name) => name.endsWith(".md"))
      .sort()
      .map((name) => path.join(docsFolder, name)),
  ];
  const documents = await Promise.all(files.map(readDocument));
  return documents.filter((document) => document !== undefined);
}

async function readDocument(file: string): Promise<ProjectDocument | undefined> {
  const text = await unlessMissing(readFile(file, "utf8"));
  if (text === undefined) return undefined;
  return { title: /^# +(.+)$/m.exec(text)?.[1]?.trim() ?? path.basename(file, ".md"), text };
}

async function unlessMissing<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
