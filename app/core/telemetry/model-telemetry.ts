export type BreakerState = "closed" | "half_open" | "open";
/** How a wait in the queue ended: the model was free, it took too long, the answer was stopped, the queue was full. */
export type WaitOutcome = "admitted" | "timeout" | "left" | "full";

/** The queue, the circuit breaker and the fallback of each model. */
export interface ModelTelemetry {
  waiting(model: string, count: number): void;
  waited(model: string, outcome: WaitOutcome, elapsedMs: number): void;
  breakerChanged(model: string, state: BreakerState): void;
  fellBack(model: string, fallback: string, errorCode: string): void;
}
