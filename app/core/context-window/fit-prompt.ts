import type { PromptMessage } from "../turn/text-model.ts";

/** Tokens that a chat template adds around each message, roughly. */
const templateTokens = 8;
/** Kept free for the answer when the model's configuration does not say how long answers may be. */
const defaultAnswerTokens = 1024;

export interface PromptParts {
  systemPrompt: string | undefined;
  /** Oldest first, alternating, the newest message last. */
  messages: readonly PromptMessage[];
  /** The model's window in tokens; undefined when it is not known: then nothing is dropped. */
  contextLength: number | undefined;
  maxTokens: number | undefined;
}

/**
 * The prompt that fits the window: whole turns are dropped oldest first; the system prompt and the newest
 * message always stay. Tokens are estimated from UTF-8 bytes, which overcounts rather than undercounts
 * for most languages.
 */
export function fitPrompt({
  systemPrompt,
  messages,
  contextLength,
  maxTokens,
}: PromptParts): PromptMessage[] {
  const system: PromptMessage[] = systemPrompt ? [{ role: "system", content: systemPrompt }] : [];
  if (contextLength === undefined) return [...system, ...messages];
  const answerTokens = Math.min(maxTokens ?? defaultAnswerTokens, Math.floor(contextLength / 2));
  const budget = contextLength - answerTokens - sumTokens(system);
  return [...system, ...dropOldestTurns(messages, budget)];
}

function dropOldestTurns(messages: readonly PromptMessage[], budgetTokens: number): PromptMessage[] {
  let kept = [...messages];
  while (sumTokens(kept) > budgetTokens) {
    const nextTurn = kept.findIndex((message, index) => index > 0 && message.role === "user");
    if (nextTurn === -1) break;
    kept = kept.slice(nextTurn);
  }
  return kept;
}

function sumTokens(messages: readonly PromptMessage[]): number {
  return messages.reduce((sum, { content }) => sum + estimateTokens(content), 0);
}

/** About 3.5 bytes a token: English has 4 and more, code and German 3 to 3.5, Chinese 3 bytes for one character. */
export function estimateTokens(text: string): number {
  return Math.ceil(new TextEncoder().encode(text).length / 3.5) + templateTokens;
}
