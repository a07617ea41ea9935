import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { parseAllDocuments } from "yaml";
import { z } from "zod";

export const manifestsFolder = fileURLToPath(new URL("../../manifests/", import.meta.url));

const resourceSchema = z
  .object({ kind: z.string(), metadata: z.object({ name: z.string() }).loose() })
  .loose();
export type Resource = z.infer<typeof resourceSchema>;

/** What `kubectl kustomize` makes of a folder of manifests. */
export async function buildManifests(folder: string): Promise<Resource[]> {
  const { stdout } = await promisify(execFile)("kubectl", ["kustomize", folder], { maxBuffer: 2 ** 26 });
  return parseAllDocuments(stdout).map((document) => resourceSchema.parse(document.toJS()));
}

/** The base together with some components, in an overlay that is made for it. */
export async function buildCombination(components: readonly string[]): Promise<Resource[]> {
  // Kustomize takes relative paths alone, so the overlay lies among the others.
  const folder = await mkdtemp(join(manifestsFolder, ".combination-"));
  const paths = (names: readonly string[]) =>
    names.map((name) => relative(folder, join(manifestsFolder, name)));
  try {
    const overlay = { resources: paths(["base"]), components: paths(components) };
    await writeFile(join(folder, "kustomization.yaml"), JSON.stringify(overlay));
    return await buildManifests(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
