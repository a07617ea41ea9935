import type { Logger } from "pino";
import type { Library } from "./talk/library.ts";

/** What every request handler needs to know of the model that it serves. */
export interface DemoModel {
  readonly library: Library;
  readonly tokensPerSecond: number;
  readonly log: DemoLog;
}

export type DemoLog = Pick<Logger, "debug" | "error">;

export const modelId = "demo-model";

/** As /info tells them; the names and the other values are the defaults of TGI's launcher. */
export const limits = {
  maxConcurrentRequests: 128,
  maxBestOf: 2,
  maxStopSequences: 4,
  maxTopTokens: 5,
  maxInputTokens: 32_767,
  maxTotalTokens: 32_768,
  /** TGI puts a longer generation back into the queue, so only this much is checked against the total. */
  maxTokensPerPass: 1024,
  payloadBytes: 2_000_000,
} as const;
