import { once } from "node:events";
import { ConnectionCut, TgiError } from "../failures.ts";
import { createPace } from "./pace.ts";
import type { FinishReason, Plan } from "./plan.ts";
import { endToken, tokenId } from "./tokenizer.ts";

/** A token on the wire of TGI. Everything is certain to a demo, hence the log probability of 0. */
export interface Token {
  id: number;
  text: string;
  logprob: number;
  special: boolean;
}

export interface GeneratedToken {
  token: Token;
  /** Set on the last token only. */
  finishReason: FinishReason | undefined;
}

/**
 * Yields the tokens of a plan at its pace.
 * @throws TgiError or ConnectionCut where the plan has a fault; the signal's reason when aborted
 */
export async function* generate(plan: Plan, signal: AbortSignal): AsyncGenerator<GeneratedToken, void> {
  const nextIsDue = createPace(plan, signal);
  if (plan.fault?.kind === "overload") throw new TgiError("overloaded", "Model is overloaded");
  const tokens = tokensOf(plan);
  for (const [index, token] of tokens.entries()) {
    if (plan.fault?.afterTokens === index) await strike(plan.fault.kind, signal);
    await nextIsDue();
    yield { token, finishReason: index === tokens.length - 1 ? plan.finishReason : undefined };
  }
}

function tokensOf(plan: Plan): Token[] {
  const tokens = plan.texts.map((text) => ({ id: tokenId(text), text, logprob: 0, special: false }));
  return plan.finishReason === "eos_token" ? [...tokens, { ...endToken, logprob: 0, special: true }] : tokens;
}

async function strike(fault: NonNullable<Plan["fault"]>["kind"], signal: AbortSignal): Promise<void> {
  if (fault === "failure") {
    throw new TgiError(
      "generation",
      "Request failed during generation: Server error: the demo was asked to fail",
    );
  }
  if (fault === "cut") throw new ConnectionCut();
  if (fault === "stall") {
    if (!signal.aborted) await once(signal, "abort");
    signal.throwIfAborted();
  }
}
