import type { ContextUse } from "#app/protocol/resources.ts";
import { AppError } from "../app-error.ts";
import type { PromptMessage, TextModel } from "../turn/text-model.ts";
import { countDropped, promptBudget, templateTokens, type Weighed } from "./fit-prompt.ts";
import { estimateTokens, TokenCounts } from "./token-counts.ts";

/** An estimate must be beyond the window by this before a message is refused for it. */
const doubt = 1.3;

/** A message of the branch; the newest of a turn that is not written yet has no id. */
export interface BranchMessage extends PromptMessage {
  role: "user" | "assistant";
  id?: string | undefined;
}

export interface PromptParts {
  systemPrompt: string | undefined;
  /** Oldest first, alternating, the newest message last. */
  messages: readonly BranchMessage[];
  /** Room for the answer; undefined when nothing says. */
  maxTokens: number | undefined;
}

export interface FittedPrompt {
  messages: PromptMessage[];
  use: ContextUse;
}

/** Makes prompts that fit a model's window. */
export class ContextWindow {
  readonly #counts = new TokenCounts();

  /**
   * Drops whole turns, oldest first, so that the prompt and the answer fit. Asks the model server to count only when
   * the estimate comes near the limit, and waits only shortly.
   * @throws AppError message_too_long when the newest message alone does not fit
   */
  async fit(model: TextModel, parts: PromptParts): Promise<FittedPrompt> {
    const contextLength = model.contextLength();
    const limitTokens = contextLength === undefined ? null : promptBudget(contextLength, parts.maxTokens);
    const texts = [...(parts.systemPrompt ? [parts.systemPrompt] : []), ...parts.messages.map(toContent)];
    if (limitTokens !== null && sumOf(texts, estimateTokens) > limitTokens / 2) {
      await this.#counts.measure(model, texts);
    }
    return this.fitNow(model, parts, limitTokens);
  }

  /** The same with the counts that are at hand. @throws AppError message_too_long */
  fitNow(model: TextModel, parts: PromptParts, limitTokens: number | null): FittedPrompt {
    const weigh = (content: string) => this.#counts.count(model, content).tokens + templateTokens;
    const texts = [...(parts.systemPrompt ? [parts.systemPrompt] : []), ...parts.messages.map(toContent)];
    const isEstimate = texts.some((text) => this.#counts.count(model, text).isEstimate);
    const systemTokens = parts.systemPrompt ? weigh(parts.systemPrompt) : 0;
    const weighed = parts.messages.map(({ role, content }): Weighed => ({ role, tokens: weigh(content) }));
    const newestTokens = weighed.at(-1)?.tokens ?? 0;
    if (limitTokens !== null) {
      requireRoom(systemTokens + newestTokens, isEstimate ? limitTokens * doubt : limitTokens, limitTokens);
    }
    const dropped = limitTokens === null ? 0 : countDropped(weighed, limitTokens - systemTokens);
    const kept = parts.messages.slice(dropped);
    return {
      messages: [
        ...(parts.systemPrompt ? [{ role: "system" as const, content: parts.systemPrompt }] : []),
        ...kept.map(({ role, content }) => ({ role, content })),
      ],
      use: {
        usedTokens: systemTokens + sumOf(weighed.slice(dropped), ({ tokens }) => tokens),
        limitTokens,
        firstMessageId: dropped > 0 ? (kept[0]?.id ?? null) : null,
        summarised: false,
        estimated: isEstimate,
      },
    };
  }
}

function requireRoom(tokens: number, refusedAbove: number, limitTokens: number): void {
  if (tokens <= refusedAbove) return;
  throw new AppError("message_too_long", {
    message:
      `content: this message has about ${tokens} tokens with the system prompt, and the model can read ${limitTokens}. ` +
      "Shorten it or choose another model.",
  });
}

const toContent = ({ content }: PromptMessage) => content;

function sumOf<T>(items: readonly T[], weight: (item: T) => number): number {
  return items.reduce((sum, item) => sum + weight(item), 0);
}
