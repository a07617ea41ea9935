import type { IncomingMessage } from "node:http";

import { createEventSizeMeter, type SizeLimits } from "./event-size-meter.ts";
import { UpstreamError } from "./upstream-error.ts";

type ReadResult = { done: false; value: Uint8Array } | { done: true; value: undefined };

const maxQueuedChunks = 256;
/** What is still read of a response whose rest nobody wants, so that its connection can be used again. */
const drainLimit = { bytes: 64 * 1024, ms: 1_000 };

const atEnd: ReadResult = { done: true, value: undefined };

/** The part of a WHATWG stream that an event stream parser uses, at half of its cost. */
export interface ResponseStream {
  getReader(): {
    read(): Promise<ReadResult> | ReadResult;
    /** The reader wants no more: the rest is drained, and the connection dropped if it does not end soon. */
    releaseLock(): void;
  };
}

/** Reads on for a moment to give the connection back to the pool, else destroys it. */
function drain(source: IncomingMessage): void {
  let bytes = 0;
  const timer = setTimeout(() => source.destroy(), drainLimit.ms);
  source.once("close", () => clearTimeout(timer));
  source.on("data", (chunk: Uint8Array) => {
    bytes += chunk.length;
    if (bytes > drainLimit.bytes) source.destroy();
  });
  source.resume();
}

/** The queue between the socket and the reader. `read` gives all that has come, joined. */
function createChunkQueue(source: IncomingMessage) {
  let chunks: Uint8Array[] = [];
  let waiting: { resolve: (result: ReadResult) => void; reject: (error: unknown) => void } | undefined;
  let ending: { error: unknown } | "clean" | undefined;

  function take(): Uint8Array {
    const [first] = chunks;
    const joined = chunks.length === 1 && first ? first : Buffer.concat(chunks);
    if (chunks.length >= maxQueuedChunks) source.resume();
    chunks = [];
    return joined;
  }

  return {
    get isOver(): boolean {
      return ending !== undefined;
    },
    push(chunk: Uint8Array): void {
      if (waiting) {
        waiting.resolve({ done: false, value: chunk });
        waiting = undefined;
        return;
      }
      chunks.push(chunk);
      if (chunks.length >= maxQueuedChunks) source.pause();
    },
    end(): void {
      ending ??= "clean";
      waiting?.resolve(atEnd);
      waiting = undefined;
    },
    /** What is queued is read first, unless it is dropped. */
    fail(error: unknown, { dropsQueue }: { dropsQueue: boolean }): void {
      ending ??= { error };
      if (dropsQueue) chunks = [];
      waiting?.reject(error);
      waiting = undefined;
    },
    read(): Promise<ReadResult> | ReadResult {
      if (chunks.length > 0) return { done: false, value: take() };
      if (ending === "clean") return atEnd;
      if (ending) throw ending.error;
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
      });
    },
  };
}

/**
 * Reads a response as an event stream parser wants it. A read fails with UpstreamError when the connection is cut
 * or a limit is passed, and with the signal's reason once that is aborted.
 */
export function createResponseStream(
  source: IncomingMessage,
  signal: AbortSignal,
  limits: SizeLimits,
): ResponseStream {
  const queue = createChunkQueue(source);
  const addToMeter = createEventSizeMeter(limits);

  const onData = (chunk: Uint8Array) => {
    try {
      addToMeter(chunk);
    } catch (error) {
      queue.fail(error, { dropsQueue: true });
      source.destroy();
      return;
    }
    queue.push(chunk);
  };
  const onAbort = () => queue.fail(signal.reason, { dropsQueue: true });
  // The signal may have aborted between the head's arrival and now.
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });

  source.on("data", onData);
  source.once("end", () => queue.end());
  source.on("error", (error: NodeJS.ErrnoException) => {
    queue.fail(new UpstreamError({ kind: "connection", code: error.code ?? error.name }), {
      dropsQueue: false,
    });
  });
  source.once("close", () => {
    signal.removeEventListener("abort", onAbort);
    if (queue.isOver) return;
    queue.fail(new UpstreamError({ kind: "connection", code: "ECONNRESET" }), { dropsQueue: false });
  });

  return {
    getReader: () => ({
      read: () => queue.read(),
      releaseLock() {
        source.off("data", onData);
        if (!source.readableEnded && !source.destroyed) drain(source);
      },
    }),
  };
}
