import { edgeWork } from "./edge-work.ts";
import { markdownWork } from "./markdown-work.ts";
import type { BoundedWork } from "./work.ts";

/** Every parser and pattern that meets outside input. A new one needs an entry: unlisted.test.ts looks for them. */
export const boundedWork: BoundedWork[] = [...edgeWork, ...markdownWork];
