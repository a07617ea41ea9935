import type { TextModel } from "../turn/text-model.ts";

/** Tokens that a chat template adds around each message, roughly. */
export const templateTokens = 8;
/** Tokens that it adds once: Llama 3 tells of dates before everything else. */
export const frameTokens = 32;
/** Kept free for the answer when nothing says how long answers may be. */
const defaultAnswerTokens = 1024;

/** A message with what it takes of the window, the template's tokens included. */
export interface Weighed {
  role: "user" | "assistant";
  tokens: number;
}

/** What a prompt may take of a window: at least half of it, however long answers may be. Tokens. */
export function promptBudget(contextLength: number, maxTokens: number | undefined): number {
  return contextLength - Math.min(maxTokens ?? defaultAnswerTokens, Math.floor(contextLength / 2));
}

/** What a prompt to this model may take, in tokens; null when nobody knows the window. */
export function findLimit(model: TextModel, maxTokens: number | undefined): number | null {
  const contextLength = model.contextLength();
  if (contextLength === undefined) return null;
  return Math.min(promptBudget(contextLength, maxTokens), model.promptLimit?.() ?? Infinity);
}

/**
 * How many of the oldest messages do not fit: whole turns are dropped, oldest first. The system prompt and the newest
 * turn's messages always stay, even where they alone are too long.
 * @param messages oldest first, alternating, the first from the user
 * @param budgetTokens for the messages, without the system prompt
 */
export function countDropped(messages: readonly Weighed[], budgetTokens: number): number {
  let total = messages.reduce((sum, { tokens }) => sum + tokens, 0);
  let dropped = 0;
  while (total > budgetTokens) {
    const nextTurn = messages.findIndex(({ role }, index) => index > dropped && role === "user");
    if (nextTurn === -1) break;
    for (; dropped < nextTurn; dropped += 1) total -= messages[dropped]?.tokens ?? 0;
  }
  return dropped;
}
