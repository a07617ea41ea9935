import type { Failure, MessageStatus, Safety, Usage } from "#app/protocol/resources.ts";
import { errorTable } from "#app/protocol/errors.ts";
import { isAppError } from "../app-error.ts";
import type { TurnModeration } from "../safety/moderation.ts";
import { WithheldError } from "../safety/withheld-error.ts";
import { AnswerMeasure } from "./answer-measure.ts";
import type { EndReason, LiveGeneration } from "./live-generation.ts";
import type { ModelRequest, TextModel } from "./text-model.ts";

/** How an answer ended, apart from its text. */
export interface Ending {
  status: Exclude<MessageStatus, "streaming">;
  finishReason?: string | undefined;
  usage?: Usage | undefined;
  error?: Failure | undefined;
  safety?: Safety | undefined;
  /** What the log is to know of an unexpected failure. */
  cause?: unknown;
}

interface Events {
  /** Called after text was appended to the generation. */
  onText(): void;
  onFirstToken(elapsedMs: number): void;
}

/** Lets the model write into the generation until it is done, fails or is ended. Never throws. */
export async function writeAnswer(
  generation: LiveGeneration,
  model: TextModel,
  request: ModelRequest,
  events: Events,
  watch?: TurnModeration,
): Promise<Ending> {
  const measure = new AnswerMeasure();
  try {
    const modelEvents = model.stream(request, generation.signal);
    for await (const event of watch ? watch.watch(modelEvents) : modelEvents) {
      if (event.type === "finished") {
        return {
          status: event.failure ? "failed" : "complete",
          finishReason: event.finishReason,
          error: event.failure,
          usage: measure.usage(event.usage),
          safety: watch?.noted,
        };
      }
      const firstTokenMs = measure.record(event.type, event.text);
      if (firstTokenMs !== undefined) events.onFirstToken(firstTokenMs);
      generation.append(event.type, event.text);
      events.onText();
      const pause = generation.waitForLog();
      if (pause) await pause;
    }
    return { status: "failed", error: failure("model_truncated"), usage: measure.usage() };
  } catch (error) {
    return { safety: watch?.noted, ...endingOf(error, generation.signal), usage: measure.usage() };
  }
}

function endingOf(error: unknown, signal: AbortSignal): Ending {
  if (error instanceof WithheldError) {
    return { status: "blocked", error: error.failure, safety: error.safety };
  }
  if (signal.aborted) {
    const reason = signal.reason as EndReason;
    return reason === "stopped"
      ? { status: "stopped" }
      : { status: "interrupted", error: failure("interrupted") };
  }
  if (isAppError(error)) {
    return { status: "failed", error: { code: error.code, message: error.message }, cause: error };
  }
  return { status: "failed", error: failure("model_failed"), cause: error };
}

function failure(code: keyof typeof errorTable): Failure {
  return { code, message: errorTable[code].message };
}
