import type { Safety } from "#app/protocol/resources.ts";
import type { PromptMessage } from "../turn/text-model.ts";

export type SafetyDirection = Safety["direction"];
export type SafetyCategory = Safety["categories"][number];

/** Why a guard gave no usable answer. */
export type UnknownReason = "garbage" | "timeout" | "unavailable" | "rejected";

export type Verdict =
  | { verdict: "safe" }
  /** The categories may be empty: a guard need not name them. */
  | { verdict: "unsafe"; categories: readonly SafetyCategory[] }
  | { verdict: "unknown"; reason: UnknownReason };

/** A model that judges what people and models say; adapters implement it. */
export interface SafetyModel {
  readonly name: string;
  /**
   * Judges the last of the turns in the light of those before. The turns alternate, the first is the user's.
   * What goes wrong on the way is a verdict, `unknown`. @throws only the signal's reason
   */
  check(turns: readonly PromptMessage[], signal: AbortSignal): Promise<Verdict>;
}
