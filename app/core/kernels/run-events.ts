import type { CellEvent } from "./kernel-gateway.ts";
import type { LossReason } from "./loss-reason.ts";

/** How a run ended, for people and for the model. */
export type RunEnd =
  | "done"
  /** It raised; the error is among the outputs. */
  | "failed"
  /** Interrupted, or taken back before it began. */
  | "stopped"
  /** It took longer than a run may, and was interrupted. */
  | "time_limit"
  /** It printed more than is kept or shown, and was interrupted. */
  | "output_limit"
  /** Its kernel went away: nobody knows how far it came. */
  | "lost";

export type RunEvent =
  /** It waits for runs before it, or for a kernel: 1 is next. Comes again when the place has changed. */
  | { type: "queued"; position: number }
  /**
   * It is about to run: it begins when the next event is asked for, and not before. `lost` tells that the variables of
   * earlier runs are gone, and why.
   */
  | { type: "ready"; lost: LossReason | undefined }
  | Exclude<CellEvent, { type: "finished" }>
  /** Comes exactly once and last. `variablesLost`: what follows finds an empty kernel. */
  | { type: "finished"; end: RunEnd; ms: number; variablesLost: boolean };
