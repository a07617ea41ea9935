import { createHash } from "node:crypto";
import type { Safety } from "#app/protocol/resources.ts";
import type { Log } from "../log.ts";
import type { ModelEvent, PromptMessage } from "../turn/text-model.ts";
import { holdBack } from "./hold-back.ts";
import type { SafetyAudit, SafetyFinding, SafetyObserver } from "./safety-audit.ts";
import type { SafetyDirection, SafetyModel, Verdict } from "./safety-model.ts";
import { decide, type Decision, type SafetyPolicy } from "./safety-policy.ts";
import { WithheldError } from "./withheld-error.ts";

/** What a guard is shown at once of an answer, in UTF-16 code units: a few thousand tokens. */
const longestPassage = 8_000;
/** Passages overlap by this, so that nothing hides in the seam. */
const overlap = 500;
/** What a guard is shown of the conversation before, in UTF-16 code units. */
const longestContext = 8_000;

interface Dependencies {
  guard: SafetyModel;
  policy: SafetyPolicy;
  audit: SafetyAudit;
  observer: SafetyObserver;
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
export interface TurnWatch {
  /** Passes on what may be shown. @throws WithheldError */
  watch(events: AsyncGenerator<ModelEvent, void, undefined>): AsyncGenerator<ModelEvent, void, undefined>;
  /** What is to be shown with an answer that was let through. */
  readonly noted: Safety | undefined;
}

export interface Moderation {
  readonly keepsContent: boolean;
  /** Begins to check the question at once. */
  begin(turn: ModeratedTurn): TurnWatch;
}

export function createModeration(deps: Dependencies): Moderation {
  const { policy } = deps;
  return {
    keepsContent: policy.keep === "store",
    begin(turn) {
      const judge = createJudge(deps, turn);
      const turns = contextOf(turn.messages);
      const answersUser = turns.at(-1)?.role === "user";
      const question =
        policy.check === "output" || !answersUser
          ? undefined
          : judge.require("input", turns, turns.at(-1)?.content ?? "");
      question?.catch(() => {});
      const judgeAnswer = async (text: string, from: number, to: number) => {
        for (const passage of passages(text, from, to)) {
          await judge.require("output", withAnswer(turns, passage), passage);
        }
      };
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

function createJudge({ guard, policy, audit, observer, log }: Dependencies, turn: ModeratedTurn) {
  let noted: Safety | undefined;

  function record(finding: SafetyFinding): void {
    audit.record(finding).catch((error: unknown) => {
      observer.auditFailed();
      log.error({ err: error, messageId: finding.messageId }, "could not write to the safety audit");
    });
  }

  function found(direction: SafetyDirection, verdict: Verdict, action: Decision): Safety {
    return {
      direction,
      verdict: verdict.verdict === "unsafe" ? "unsafe" : "unknown",
      action: action === "block" ? "block" : "warn",
      categories: verdict.verdict === "unsafe" ? [...verdict.categories] : [],
    };
  }

  return {
    get noted() {
      return noted;
    },

    /** @throws WithheldError */
    async require(
      direction: SafetyDirection,
      turns: readonly PromptMessage[],
      content: string,
    ): Promise<void> {
      const startedAt = performance.now();
      const ends = direction === "input" ? turn.signal : new AbortController().signal;
      const verdict = await guard.check(turns, ends);
      const latencyMs = Math.round(performance.now() - startedAt);
      const action = decide(verdict, policy);
      observer.checked({ direction, verdict: verdict.verdict, action, seconds: latencyMs / 1000 });
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
      const safety = found(direction, verdict, action);
      if (action === "block") throw new WithheldError(safety);
      noted ??= safety;
    },
  };
}

/** The last turns of a prompt that a guard can be shown: no system prompt, the first is the user's. */
function contextOf(messages: readonly PromptMessage[]): PromptMessage[] {
  const turns = messages.filter(({ role }) => role !== "system");
  let length = 0;
  const start = turns.findLastIndex(({ content }, index) => {
    length += content.length;
    return index < turns.length - 1 && length > longestContext;
  });
  const kept = turns.slice(start + 1);
  return kept.slice(
    Math.max(
      0,
      kept.findIndex(({ role }) => role === "user"),
    ),
  );
}

/** An answer that is continued is in the prompt already, as its last message. */
function withAnswer(turns: readonly PromptMessage[], passage: string): PromptMessage[] {
  const before = turns.at(-1)?.role === "assistant" ? turns.slice(0, -1) : turns;
  return [...before, { role: "assistant", content: passage }];
}

/** Cuts what is to be judged into pieces that a guard can read, with some of what came before. */
function* passages(text: string, from: number, to: number): Generator<string> {
  const start = Math.max(0, from - overlap);
  for (let at = start; ; at += longestPassage - overlap) {
    yield text.slice(at, Math.min(at + longestPassage, to));
    if (at + longestPassage >= to) return;
  }
}
