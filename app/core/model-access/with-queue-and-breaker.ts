import { AppError, isAppError } from "../app-error.ts";
import type { ModelEvent, ModelRequest, TextModel } from "../turn/text-model.ts";
import type { BreakerPass, CircuitBreaker } from "./circuit-breaker.ts";
import type { ModelQueue, Slot, Ticket } from "./model-queue.ts";
import { withStream } from "./with-stream.ts";

type FirstEvent = IteratorResult<ModelEvent, void>;

/** Failures that say that the server is in trouble, not that it refused this one request. */
const troubleCodes: readonly string[] = [
  "model_unavailable",
  "model_loading",
  "model_timeout",
  "model_failed",
];

/** A model behind its line and its circuit breaker. Once the first token has come, neither interferes. */
export function withQueueAndBreaker(model: TextModel, queue: ModelQueue, breaker: CircuitBreaker): TextModel {
  /** `undefined`: the model is busy, and the answer is to wait in line again. */
  async function askFor(
    events: AsyncGenerator<ModelEvent, void, undefined>,
    ticket: Ticket,
    slot: Slot,
    signal: AbortSignal,
  ): Promise<FirstEvent | undefined> {
    const pass = breaker.tryPass();
    if (!pass) throw unavailable(breaker);
    try {
      const first = await events.next();
      pass.succeeded();
      slot.onFirstToken();
      return first;
    } catch (error) {
      if (!signal.aborted && isBusy(error)) {
        ticket.refusal = error;
        const retryAfterMs =
          error.retryAfterSeconds === undefined ? undefined : error.retryAfterSeconds * 1000;
        const reason = error.code === "model_loading" ? "loading" : "busy";
        if (slot.onOverloaded(retryAfterMs, reason)) {
          // However often one answer asks, it fails once.
          pass.undecided();
          return undefined;
        }
      }
      reportToBreaker(pass, error, signal);
      throw error;
    }
  }

  /** An answer that has waited in vain for a server in trouble counts as its failure. */
  async function acquire(ticket: Ticket, signal: AbortSignal): Promise<Slot> {
    try {
      return await queue.acquire(ticket, signal);
    } catch (error) {
      if (error === ticket.refusal) {
        const pass = breaker.tryPass();
        if (pass) reportToBreaker(pass, error, signal);
      }
      throw error;
    }
  }

  async function* stream(request: ModelRequest, signal: AbortSignal) {
    const ticket: Ticket = { userId: request.userId ?? "", onPosition: request.onQueued ?? (() => {}) };
    for (;;) {
      if (breaker.restMs > 0) throw unavailable(breaker);
      const slot = await acquire(ticket, signal);
      const events = model.stream(request, signal);
      try {
        const first = await askFor(events, ticket, slot, signal);
        if (!first) continue;
        for (let next = first; !next.done; next = await events.next()) yield next.value;
        return;
      } finally {
        await events.return();
        slot.release();
      }
    }
  }

  return withStream(model, stream);
}

function reportToBreaker(pass: BreakerPass, error: unknown, signal: AbortSignal): void {
  if (signal.aborted || !isAppError(error) || error.code === "model_overloaded") pass.undecided();
  else if (troubleCodes.includes(error.code)) pass.failed();
  else pass.succeeded();
}

/** Overloaded, or away for a moment that the server names. */
function isBusy(error: unknown): error is AppError {
  if (!isAppError(error)) return false;
  return (
    error.code === "model_overloaded" ||
    error.code === "model_loading" ||
    (error.code === "model_unavailable" && error.retryAfterSeconds !== undefined)
  );
}

function unavailable(breaker: CircuitBreaker): AppError {
  return new AppError("model_unavailable", { retryAfterSeconds: Math.ceil(breaker.restMs / 1000) || 1 });
}
