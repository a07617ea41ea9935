import type { Verdict } from "./safety-model.ts";

export type CategoryAction = "block" | "warn" | "log";

/** What the operator wants done with the safety model's verdicts. */
export interface SafetyPolicy {
  check: "input" | "output" | "both";
  /** What happens when the safety model gives no usable answer. */
  onError: "block" | "allow";
  /** Codes that block; undefined: all. Others are logged. */
  categories?: readonly string[] | undefined;
  /** By code; wins over `categories`. */
  actions?: Readonly<Record<string, CategoryAction>> | undefined;
  /** Text that gathers before a part of an answer is judged, in UTF-16 code units; `whole` shows nothing before the end. */
  holdBack: number | "whole";
  /**
   * What remains of blocked content: `store` keeps it for the operator, and the question for its author; `hash` keeps
   * its SHA-256 for the operator; `redact` keeps nothing.
   */
  keep: "store" | "redact" | "hash";
  /** The guard's window in tokens, where it is known. */
  contextLength?: number | undefined;
}

export type Decision = "pass" | CategoryAction | "allow";

const strength: readonly CategoryAction[] = ["log", "warn", "block"];

/** `allow`: not judged, and let through because the operator has it so. */
export function decide(verdict: Verdict, policy: SafetyPolicy): Decision {
  if (verdict.verdict === "safe") return "pass";
  if (verdict.verdict === "unknown") return policy.onError;
  // Unsafe for a reason that the guard does not name: nothing allows it.
  if (verdict.categories.length === 0) return "block";
  const found = verdict.categories.map(({ code }) => actionOf(code, policy));
  return strength.findLast((action) => found.includes(action)) ?? "block";
}

function actionOf(code: string, { actions, categories }: SafetyPolicy): CategoryAction {
  const chosen = actions && Object.hasOwn(actions, code) ? actions[code] : undefined;
  return chosen ?? (categories === undefined || categories.includes(code) ? "block" : "log");
}
