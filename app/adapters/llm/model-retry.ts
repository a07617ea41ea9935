import { retry } from "#app/core/concurrency/retry.ts";
import { UpstreamError } from "./upstream-error.ts";

const maxRetries = 2;
const firstDelayMs = 150;
/** A server that asks for more patience than this gets none: the person is told instead. */
const longestRetryAfterMs = 5_000;

/** A server that is busy or away for a while is not among them: for that one, answers wait in line. */
const retriedCodes = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE"]);

function isRetryable(error: unknown): error is UpstreamError {
  if (!(error instanceof UpstreamError)) return false;
  const { fault } = error;
  if (fault.kind === "connection") return retriedCodes.has(fault.code);
  return fault.kind === "http" && fault.status === 502;
}

/**
 * How long to wait before the next try, or undefined when there is none. Only for a failure before the first token.
 * Jitter, since a model server that breaks fails all of its streams at once.
 * @param retries tries already made after the first.
 * @param random from 0 to 1.
 */
export function findRetryDelayMs(error: unknown, retries: number, random: number): number | undefined {
  if (retries >= maxRetries || !isRetryable(error)) return undefined;
  const jitteredMs = firstDelayMs * 2 ** retries * (0.5 + random);
  const askedMs = error.fault.kind === "http" ? (error.fault.retryAfterMs ?? 0) : 0;
  if (askedMs > longestRetryAfterMs) return undefined;
  return Math.max(jitteredMs, askedMs);
}

interface RetryOptions {
  /** No wait goes beyond it; on the clock of `now`. */
  deadlineMs: number;
  now: () => number;
  /** Ends a wait. */
  signal: AbortSignal;
  onRetry: (error: unknown, delayMs: number) => void;
}

/**
 * Starts until there is a first event. What comes behind it is the caller's to read and to close.
 * @throws the last try's error
 */
export function startWithRetries<Event>(
  start: () => AsyncGenerator<Event, void, undefined>,
  { deadlineMs, now, signal, onRetry }: RetryOptions,
): Promise<{ first: IteratorResult<Event, void>; events: AsyncGenerator<Event, void, undefined> }> {
  return retry(
    async () => {
      const events = start();
      return { first: await events.next(), events };
    },
    {
      delayMs(error, retries) {
        const delayMs = findRetryDelayMs(error, retries, Math.random());
        return delayMs === undefined || now() + delayMs >= deadlineMs ? undefined : delayMs;
      },
      onRetry,
      signal,
    },
  );
}
