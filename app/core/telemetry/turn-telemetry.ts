import type { MessageStatus, Usage } from "#app/protocol/resources.ts";

/** Turns and the work around them. Times are milliseconds. */
export interface TurnTelemetry {
  textReceived(model: string): void;
  firstToken(model: string, elapsedMs: number): void;
  ended(model: string, status: MessageStatus, errorCode: string | undefined): void;
  tokensUsed(model: string, usage: Usage): void;
  running(count: number): void;
  backgroundError(
    work:
      "answer_log" | "finish" | "title" | "recovery" | "follow" | "bus" | "usage" | "withhold" | "summary",
  ): void;
}
