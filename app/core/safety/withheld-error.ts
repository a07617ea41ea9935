import { errorTable } from "#app/protocol/errors.ts";
import type { Failure, Safety } from "#app/protocol/resources.ts";

/** Ends an answer that may not be shown. */
export class WithheldError extends Error {
  override readonly name = "WithheldError";
  readonly safety: Safety;

  constructor(safety: Safety) {
    super("withheld by the safety model");
    this.safety = safety;
  }

  /** What the person is told. */
  get failure(): Failure {
    const code = this.safety.verdict === "unsafe" ? "content_blocked" : "safety_unavailable";
    return { code, message: errorTable[code].message };
  }
}
