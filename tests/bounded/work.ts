import type { Family } from "./families.ts";

/** A parser, a pattern or a loop that meets text of people, models, programs or files. */
export interface BoundedWork {
  /** What it does, in a few words. */
  name: string;
  /** The sources that the entry stands for, relative to the repository. */
  covers: readonly string[];
  /** Does it once. What it throws on purpose counts as done. */
  run: (input: string) => unknown;
  /** Besides the common ones: what is hard on this one only. */
  families?: Readonly<Record<string, Family>>;
  /** The longest input that ever reaches it, in UTF-16 code units; half a MiB when absent. */
  maxLength?: number;
}
