import { createHash } from "node:crypto";
import type { Safety } from "#app/protocol/resources.ts";
import type { Log } from "../log.ts";
import type { EndReason } from "../turn/live-generation.ts";
import type { ModelEvent, PromptMessage } from "../turn/text-model.ts";
import { holdBack } from "./hold-back.ts";
import { contextOf, passagesOf, reachOf } from "./passages.ts";
import type { SafetyTelemetry } from "../telemetry/safety-telemetry.ts";
import type { SafetyAudit, SafetyFinding } from "./safety-audit.ts";
import type { SafetyDirection, SafetyModel, Verdict } from "./safety-model.ts";
import { decide, type Decision, type SafetyPolicy } from "./safety-policy.ts";
import { WithheldError } from "./withheld-error.ts";

/** Of one turn, for what is too long to be judged at once. */
const checksAtOnce = 4;

interface Dependencies {
  guard: SafetyModel;
  policy: SafetyPolicy;
  audit: SafetyAudit;
  telemetry: SafetyTelemetry;
  log: Log;
}

export interface ModeratedTurn {
  userId: string;
  conversationId: string;
  /** The user's message. */
  questionId: string;
  answerId: string;
  model: string;
  /** What the model is asked, the newest message last. */
  messages: readonly PromptMessage[];
  /** Fires when the answer is to end early. */
  signal: AbortSignal;
}

/** The safety model's watch over one turn. */
export interface TurnModeration {
  /** Passes on what may be shown. @throws WithheldError */
  watch(events: AsyncGenerator<ModelEvent, void, undefined>): AsyncGenerator<ModelEvent, void, undefined>;
  /** What is to be shown with an answer that was let through. */
  readonly noted: Safety | undefined;
}

export interface Moderation {
  readonly keepsContent: boolean;
  /** Begins to check the question at once. */
  begin(turn: ModeratedTurn): TurnModeration;
}

export function createModeration(deps: Dependencies): Moderation {
  const { policy } = deps;
  const reach = reachOf(policy.contextLength);
  return {
    keepsContent: policy.keep === "store",
    begin(turn) {
      const judge = createJudge(deps, turn);
      const newest = turn.messages.at(-1);
      const before = contextOf(turn.messages.slice(0, -1), reach.context);
      // A prompt that ends with an answer asks to go on with it: its question was judged before.
      const isQuestion = newest?.role === "user";
      const said = isQuestion ? contextOf(turn.messages, reach.context) : before;
      const begun = isQuestion ? "" : (newest?.content ?? "");

      function judgeQuestion(content: string): Promise<void> {
        return forEach(passagesOf(content, 0, content.length, reach.passage), (passage) =>
          judge.require("input", [...before, { role: "user", content: passage }], content),
        );
      }
      function judgeAnswer(text: string, from: number, to: number): Promise<void> {
        const [start, end] = [begun.length + from, begun.length + to];
        return forEach(passagesOf(begun + text, start, end, reach.passage), (passage) =>
          judge.require("output", [...said, { role: "assistant", content: passage }], passage),
        );
      }

      const question = isQuestion && policy.check !== "output" ? judgeQuestion(newest.content) : undefined;
      question?.catch(() => {});
      return {
        get noted() {
          return judge.noted;
        },
        watch: (events) =>
          holdBack(events, {
            question,
            judge: policy.check === "input" ? undefined : judgeAnswer,
            window: policy.holdBack,
            signal: turn.signal,
          }),
      };
    },
  };
}

function createJudge({ guard, policy, audit, telemetry, log }: Dependencies, turn: ModeratedTurn) {
  const signal = unlessDropped(turn.signal);
  const recorded = new Set<string>();
  let noted: Safety | undefined;

  /** What is let through may be found again in the next part: once is enough. */
  function record(finding: SafetyFinding): void {
    const { direction, verdict, action, categories, detail } = finding;
    const kind = JSON.stringify([direction, verdict, action, categories, detail]);
    if (recorded.has(kind)) return;
    recorded.add(kind);
    audit.record(finding).catch((error: unknown) => {
      telemetry.auditFailed();
      log.error({ err: error, messageId: finding.messageId }, "could not write to the safety audit");
    });
  }

  /** A guard that takes no conversation of this length judges without what came before. */
  async function ask(direction: SafetyDirection, turns: readonly PromptMessage[]): Promise<Verdict> {
    const verdict = await guard.check(turns, signal);
    const fewest = direction === "input" ? 1 : 2;
    const isTooLong = verdict.verdict === "unknown" && verdict.reason === "rejected";
    return isTooLong && turns.length > fewest ? guard.check(turns.slice(-fewest), signal) : verdict;
  }

  return {
    get noted() {
      return noted;
    },

    /** @param content what is kept of it, as the operator has it. @throws WithheldError */
    async require(
      direction: SafetyDirection,
      turns: readonly PromptMessage[],
      content: string,
    ): Promise<void> {
      const startedAt = performance.now();
      const verdict = await ask(direction, turns);
      const latencyMs = Math.round(performance.now() - startedAt);
      const action = decide(verdict, policy);
      telemetry.checked({ direction, verdict, action, seconds: latencyMs / 1000 });
      if (verdict.verdict === "safe" || action === "pass") return;
      record({
        userId: turn.userId,
        conversationId: turn.conversationId,
        messageId: direction === "input" ? turn.questionId : turn.answerId,
        direction,
        verdict: verdict.verdict,
        action,
        categories: verdict.verdict === "unsafe" ? verdict.categories.map(({ code }) => code) : [],
        detail: verdict.verdict === "unknown" ? verdict.reason : undefined,
        guard: guard.name,
        model: turn.model,
        latencyMs,
        content: policy.keep === "store" ? content : undefined,
        contentSha256:
          policy.keep === "redact" ? undefined : createHash("sha256").update(content).digest("hex"),
      });
      if (action === "log") return;
      const safety = toSafety(direction, verdict, action);
      if (action === "block") throw new WithheldError(safety);
      noted ??= safety;
    },
  };
}

function toSafety(direction: SafetyDirection, verdict: Verdict, action: Decision): Safety {
  return {
    direction,
    verdict: verdict.verdict === "unsafe" ? "unsafe" : "unknown",
    action: action === "block" ? "block" : "warn",
    categories: verdict.verdict === "unsafe" ? [...verdict.categories] : [],
  };
}

/** A turn that is stopped is still judged, since what there is of it stays; one that goes away is not. */
function unlessDropped(signal: AbortSignal): AbortSignal {
  const dropped = new AbortController();
  function onAbort(): void {
    const reason = signal.reason as EndReason;
    if (reason === "deleted" || reason === "fenced") dropped.abort(reason);
  }
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  return dropped.signal;
}

/** Some at once; the first failure ends it. */
async function forEach<T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const rest = items[Symbol.iterator]();
  let hasFailed = false;
  async function workOff(): Promise<void> {
    for (let next = rest.next(); !next.done && !hasFailed; next = rest.next()) {
      try {
        await work(next.value);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  }
  await Promise.all(Array.from({ length: checksAtOnce }, workOff));
}
