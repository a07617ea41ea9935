import type { SafetyDirection } from "./safety-model.ts";
import type { Decision } from "./safety-policy.ts";

/** One finding of the safety model, as the operator finds it later. */
export interface SafetyFinding {
  userId: string;
  conversationId: string;
  /** The user's message, or the answer. */
  messageId: string;
  direction: SafetyDirection;
  verdict: "unsafe" | "unknown";
  action: Exclude<Decision, "pass">;
  categories: readonly string[];
  /** Why there is no verdict. */
  detail: string | undefined;
  /** The safety model, and the model that was asked. */
  guard: string;
  model: string;
  latencyMs: number;
  content: string | undefined;
  contentSha256: string | undefined;
}

/** Append-only. */
export interface SafetyAudit {
  record(finding: SafetyFinding): Promise<void>;
}
