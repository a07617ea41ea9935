import type { ContextUse } from "#app/protocol/resources.ts";
import { AppError } from "../app-error.ts";
import type { PromptMessage, TextModel } from "../turn/text-model.ts";
import { countDropped, findLimit, frameTokens, templateTokens, type Weighed } from "./fit-prompt.ts";
import { TokenCounts } from "./token-counts.ts";

/** A turn waits no longer for the model server's counts than this. */
const patienceMs = 150;
/** How often the counts of a shortened prompt are put right before it goes out. */
const maxCorrections = 3;
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
   * the prompt could pass the limit, and waits only shortly.
   * @throws AppError message_too_long when the newest message alone does not fit
   */
  async fit(model: TextModel, parts: PromptParts): Promise<FittedPrompt> {
    const limitTokens = findLimit(model, parts.maxTokens);
    if (limitTokens !== null && mostTokens(inOrderOfNeed(parts)) > limitTokens) {
      return this.#fitCounted(model, parts, limitTokens);
    }
    return this.#fitNow(model, parts, limitTokens);
  }

  async #fitCounted(model: TextModel, parts: PromptParts, limitTokens: number): Promise<FittedPrompt> {
    const giveUpAt = performance.now() + patienceMs;
    const deadline = new Promise<void>((resolve) => setTimeout(resolve, patienceMs).unref());
    await this.#counts.measure(model, inOrderOfNeed(parts), limitTokens, deadline);
    let fitted = this.#fitNow(model, parts, limitTokens);
    for (let tries = 1; tries <= maxCorrections && performance.now() < giveUpAt; tries += 1) {
      if (!fitted.use.estimated) break;
      // The last time each by itself and of no more than is kept, so that nothing is left to correct.
      const isLast = tries === maxCorrections;
      if (!(await this.#counts.measureAnew(model, fitted.messages.map(toContent), isLast, deadline))) break;
      fitted = this.#fitNow(model, parts, limitTokens, isLast ? fitted.dropped : 0);
    }
    return fitted;
  }

  /** With the counts that are at hand. @param leastDropped messages @throws AppError message_too_long */
  #fitNow(
    model: TextModel,
    parts: PromptParts,
    limitTokens: number | null,
    leastDropped = 0,
  ): FittedPrompt & { dropped: number } {
    const system = parts.systemPrompt ? [{ role: "system" as const, content: parts.systemPrompt }] : [];
    const systemCounts = system.map(({ content }) => this.#counts.count(model, content));
    const counts = parts.messages.map(({ content }) => this.#counts.count(model, content));
    const systemTokens = frameTokens + sumOf(systemCounts, ({ tokens }) => tokens + templateTokens);
    const weighed = parts.messages.map(({ role }, index): Weighed => {
      return { role, tokens: (counts[index]?.tokens ?? 0) + templateTokens };
    });
    if (limitTokens !== null) {
      const isSure = this.#areSure(model, inOrderOfNeed(parts).slice(0, system.length + 1));
      const tokens = systemTokens + (weighed.at(-1)?.tokens ?? 0);
      requireRoom(tokens, isSure ? limitTokens : limitTokens * doubt, limitTokens);
    }
    const dropped =
      limitTokens === null
        ? 0
        : leastDropped + countDropped(weighed.slice(leastDropped), limitTokens - systemTokens);
    const kept = parts.messages.slice(dropped);
    const messages = [...system, ...kept.map(({ id, role, content }) => ({ id, role, content }))];
    return {
      dropped,
      messages,
      use: {
        usedTokens: systemTokens + sumOf(weighed.slice(dropped), ({ tokens }) => tokens),
        limitTokens,
        firstMessageId: dropped > 0 ? (kept[0]?.id ?? null) : null,
        summarised: false,
        estimated: !this.#areSure(model, messages.map(toContent)),
      },
    };
  }

  /** Whether the server has counted all of these. */
  #areSure(model: TextModel, texts: readonly string[]): boolean {
    const areCounted = texts.every((text) => text === "" || !this.#counts.count(model, text).isEstimate);
    return areCounted && this.#counts.addUp(model, texts);
  }
}

/** Newest first, the system prompt after the newest. */
function inOrderOfNeed({ systemPrompt, messages }: PromptParts): string[] {
  const [newest = "", ...older] = messages.map(toContent).toReversed();
  return [newest, ...(systemPrompt ? [systemPrompt] : []), ...older];
}

/** No tokenizer makes more tokens of a text than it has bytes. */
function mostTokens(texts: readonly string[]): number {
  return frameTokens + sumOf(texts, (text) => Buffer.byteLength(text) + templateTokens);
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
