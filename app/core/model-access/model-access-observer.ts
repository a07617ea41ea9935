export type BreakerState = "closed" | "half_open" | "open";
/** How a wait in the line ended: the model's turn, too long, given up (stopped), or refused at the door. */
export type WaitOutcome = "admitted" | "timeout" | "left" | "full";

/** What the operator's counters are told of the way to a model. */
export interface ModelAccessObserver {
  waiting(model: string, count: number): void;
  waited(model: string, outcome: WaitOutcome, elapsedMs: number): void;
  breakerChanged(model: string, state: BreakerState): void;
  fellBack(model: string, fallback: string, errorCode: string): void;
}
