import type { MessageStatus, Usage } from "#app/protocol/resources.ts";

/** What the operator's counters are told of turns. */
export interface TurnObserver {
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
