import type { Failure, MessageStatus, Safety, Usage } from "#app/protocol/resources.ts";
import { errorTable } from "#app/protocol/errors.ts";
import { isAppError } from "../app-error.ts";
import type { TurnWatch } from "../safety/moderation.ts";
import { WithheldError } from "../safety/withheld-error.ts";
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
  watch?: TurnWatch,
): Promise<Ending> {
  const startedAt = performance.now();
  let firstTokenAt: number | undefined;
  const timing = (): Usage =>
    firstTokenAt === undefined
      ? {}
      : {
          firstTokenMs: Math.round(firstTokenAt - startedAt),
          streamMs: Math.round(performance.now() - firstTokenAt),
        };
  try {
    const said = model.stream(request, generation.signal);
    for await (const event of watch ? watch.watch(said) : said) {
      if (event.type === "finished") {
        return {
          status: "complete",
          finishReason: event.finishReason,
          usage: { ...definedCounts(event.usage), ...timing() },
          safety: watch?.noted,
        };
      }
      if (firstTokenAt === undefined) {
        firstTokenAt = performance.now();
        events.onFirstToken(firstTokenAt - startedAt);
      }
      generation.append(event.type, event.text);
      events.onText();
      const pause = generation.pause();
      if (pause) await pause;
    }
    return { status: "failed", error: failure("model_truncated"), usage: timing() };
  } catch (error) {
    return { safety: watch?.noted, ...endingOf(error, generation.signal), usage: timing() };
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

function definedCounts(usage: Usage | undefined): Usage {
  return {
    ...(usage?.promptTokens !== undefined && { promptTokens: usage.promptTokens }),
    ...(usage?.completionTokens !== undefined && { completionTokens: usage.completionTokens }),
  };
}
